import type { EditedPipeline } from '#shared/contract/pipelines.ts';
import { isKey, placeText } from '#shared/pipeline/place.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { isMerging, kindOf as sinkKindOf, sinksOf } from '#shared/pipeline/sinks/sinks.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { keptUnder } from '../checkpoint/checkpoint.ts';

const toJson = (value: unknown): string => JSON.stringify(value, sortedMembers) ?? '';

/** Members in another order are the same. */
function sortedMembers(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What an edit of a file that runs does to its pipelines, which are known by their ids. */
export function compareEdited(
  before: readonly NamedPipeline[],
  after: readonly NamedPipeline[],
): EditedPipeline[] {
  const gone = before.filter(({ id }) => !after.some(other => other.id === id));
  return [
    ...after.map(file => {
      const old = before.find(({ id }) => id === file.id);
      return old
        ? changeOf(old, file)
        : alone(file, 'new', [
            'It starts for the first time under this id, or where it stood when it last ran.',
          ]);
    }),
    ...gone.map(file =>
      alone(file, 'gone', ['It ends. Its results, and its position under this id, stay in Redis.']),
    ),
  ];
}

const alone = ({ id, name }: NamedPipeline, change: 'new' | 'gone', effects: string[]): EditedPipeline => ({
  id,
  name,
  change,
  members: [],
  effects,
});

function changeOf(before: NamedPipeline, after: NamedPipeline): EditedPipeline {
  const members = changedMembers(before, after);
  const { id, name } = after;
  if (members.length === 0)
    return { id, name, change: 'same', members, effects: ['It stops and continues with the others.'] };
  const effects = [
    positionText(before, after),
    ...windowTexts(before, after, members),
    ...sinkTexts(before, after),
  ];
  if (before.dedupe && before.dedupe.by !== after.dedupe?.by)
    effects.push('The ids that it remembers are forgotten: what comes again from before counts again.');
  return { id, name, change: 'changed', members, effects };
}

/** Names of the members that differ. */
function changedMembers(before: NamedPipeline, after: NamedPipeline): string[] {
  const [old, next] = [before, withNameOf(before, after)] as unknown as Record<string, unknown>[];
  const names = [...new Set([...Object.keys(old!), ...Object.keys(next!)])];
  return names.filter(name => toJson(old![name]) !== toJson(next![name]));
}

/** The consumer is given by who runs it where the file names none: it stays the same. */
function withNameOf(before: NamedPipeline, after: NamedPipeline): NamedPipeline {
  const consumer = kindOf(before.source).sharing(before.source)?.consumer;
  if (consumer === undefined) return after;
  return { ...after, source: kindOf(after.source).withConsumer(after.source, consumer) };
}

function positionText(before: NamedPipeline, after: NamedPipeline): string {
  const { startsOver, hasPosition } = kindOf(after.source);
  if (startsOver) return 'It reads its source from the beginning again: what it has sent, it sends again.';
  if (!hasPosition) return 'What is sent while it restarts is not received.';
  if (keptUnder(before) !== keptUnder(withNameOf(before, after)))
    return 'Its position is kept under another key from now on: it begins as at a first start.';
  if (before.source.type !== after.source.type)
    return 'It begins at the start of the new source: a position of the old one says nothing there.';
  const known = new Set(kindOf(before.source).partitions(before.source));
  const added = kindOf(after.source)
    .partitions(after.source)
    .filter(name => !known.has(name));
  return added.length === 0
    ? 'It continues where it stands.'
    : `It continues where it stands, and begins with ${added.join(', ')} as at a first start.`;
}

function windowTexts(before: NamedPipeline, after: NamedPipeline, members: readonly string[]): string[] {
  const texts: string[] = [];
  if (before.window && before.sinks.some(sink => !isMerging(sink)))
    texts.push(
      'Rows of windows that are open are written at the stop, marked as open; what comes later in the same windows is in further rows.',
    );
  const others = ['window', 'groupBy'].filter(member => members.includes(member));
  if (
    others.length > 0 &&
    after.sinks.some(sink => isMerging(sink) && before.sinks.some(old => samePlace(old, sink)))
  )
    texts.push(
      `With another ${others.join(' and ')}, new results are added to the same keys as the old ones: give the sink another key to keep them apart.`,
    );
  return texts;
}

function sinkTexts(before: NamedPipeline, after: NamedPipeline): string[] {
  const left = sinksOf(before).filter(sink => !sinksOf(after).some(other => samePlace(sink, other)));
  return left.flatMap(sink => {
    const keys = sinkKindOf(sink).writes(sink).filter(isKey).map(placeText);
    return keys.length === 0
      ? []
      : [
          `${keys.join(', ')} ${keys.length === 1 ? 'stays as it is' : 'stay as they are'}: nothing is written there any more.`,
        ];
  });
}

const samePlace = (a: NamedPipeline['sinks'][number], b: NamedPipeline['sinks'][number]): boolean =>
  a.type === b.type && toJson(sinkKindOf(a).writes(a)) === toJson(sinkKindOf(b).writes(b));
