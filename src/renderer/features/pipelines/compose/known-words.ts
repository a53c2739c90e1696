import type { FieldProfile, Preview } from '#shared/contract/compose.ts';
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

/** What an expression of a step can name: the fields of the sample, or of its rows. */
export function wordsFor(
  over: 'event' | 'row',
  step: string,
  part: PipelinePart,
  preview: Preview | null,
): readonly CelWord[] {
  if (over === 'row') return wordsOfRows(part);
  const order: readonly string[] = stepNames;
  const isAfterSelect = order.indexOf(step) > order.indexOf('select');
  const fields = (isAfterSelect ? preview?.fields.selected : null) ?? preview?.fields.decoded ?? [];
  const all = preview?.events.length ?? 0;
  return [...fields.map(field => wordOf(field, all)), ...meta];
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
