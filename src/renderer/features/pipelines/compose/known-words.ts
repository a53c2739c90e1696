import type { FieldProfile, Preview } from '#shared/contract/compose.ts';
import { fieldText } from '#shared/pipeline/expression-fields.ts';
import { stepNames } from '#shared/pipeline/steps.ts';
import type { CelWord } from '../../../ui/code-editor/cel-completion.ts';
import type { PipelinePart } from './document.ts';
import { listOf, objectOf, textOf } from './plain-values.ts';

const meta: readonly CelWord[] = [
  { text: 'meta.channel', detail: 'the channel it came on' },
  { text: 'meta.key', detail: 'the stream or the list' },
  { text: 'meta.id', detail: 'its id' },
  { text: 'meta.event', detail: 'the name of a server-sent event' },
  { text: 'meta.receivedAt', detail: 'milliseconds since 1970' },
];

/** What an expression of a step can name: the fields of the sample, or of its rows. @param previews of which one goes before the next */
export function wordsFor(
  over: 'event' | 'row',
  step: string,
  part: PipelinePart,
  previews: readonly (Preview | null)[],
): readonly CelWord[] {
  if (over === 'row') return wordsOfRows(part);
  const words = new Map<string, CelWord>();
  for (const preview of previews)
    for (const field of fieldsAt(step, preview).list)
      if (!words.has(field.path)) words.set(field.path, wordOf(field, preview?.events.length ?? 0));
  for (const word of lookedUpWords(step, part)) if (!words.has(word.text)) words.set(word.text, word);
  return [...words.values(), ...meta];
}

/** What the file says that is looked up, also where the events of the sample have found nothing. */
function lookedUpWords(step: string, { value }: PipelinePart): CelWord[] {
  const dropsRest = value.select !== undefined && objectOf(value.select).rest !== 'keep';
  if (!isBehind(step, 'lookup') || (dropsRest && isBehind(step, 'select'))) return [];
  return Object.entries(objectOf(value.lookup)).flatMap(([name, spec]): CelWord[] => {
    const { type = 'hash', fields } = objectOf(spec);
    const word = (names: string[], detail: string) => ({
      text: fieldText({ variable: 'event', names }),
      detail,
    });
    const members = listOf(fields).map(member => word([name, textOf(member)], 'looked up, text'));
    return [word([name], `looked up, a ${textOf(type)}`)].concat(members);
  });
}

/** The fields that an expression of a step can name, and how many events they were read from. */
export function fieldsAt(
  step: string,
  preview: Preview | null,
): { list: readonly FieldProfile[]; events: number; isDecoded: boolean } {
  if (!preview) return { list: [], events: 0, isDecoded: true };
  const made = (['selected', 'lookedUp'] as const).find(
    stage => preview.fields[stage] !== null && isBehind(step, stage === 'selected' ? 'select' : 'lookup'),
  );
  const stage = made ?? 'decoded';
  return {
    list: preview.fields[stage] ?? [],
    events: preview.events.filter(event => event[stage] !== null).length,
    isDecoded: made === undefined,
  };
}

/** Whether a step comes after another one. */
function isBehind(step: string, other: string): boolean {
  const order: readonly string[] = stepNames;
  return order.indexOf(step) > order.indexOf(other);
}

function wordOf({ path, types, events }: FieldProfile, all: number): CelWord {
  return { text: path, detail: `${types.join(' or ')} · ${events} of ${all}` };
}

function wordsOfRows({ value }: PipelinePart): CelWord[] {
  const keys = listOf(value.groupBy).map(textOf);
  return [
    ...keys.map((key, index) => ({ text: `row.key[${index}]`, detail: key })),
    ...Object.keys(objectOf(value.aggregate)).map(name => ({ text: `row.${name}`, detail: 'a figure' })),
    { text: 'row.window.start', detail: 'ISO 8601' },
    { text: 'row.window.end', detail: 'ISO 8601' },
  ];
}
