import type { Preview } from '#shared/contract/compose.ts';
import { fieldsRead, fieldText } from '#shared/pipeline/expression-fields.ts';
import type { FieldRead } from '#shared/pipeline/members-read.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { stepNames, type StepName } from '#shared/pipeline/steps.ts';
import { nearest } from '#shared/nearest.ts';
import { isObject } from '../events/json.ts';
import type { TracedEvent } from './event-trace.ts';

type Hint = Preview['hints'][number];

/** Names that are offered where none is near. */
const SHOWN_NAMES = 5;

/** Expressions that let nothing through and name a field that none of the events which came to them has, with the names that may be meant. */
export function hintsOf(plan: Plan, events: readonly TracedEvent[]): Hint[] {
  return [...ofEvents(plan, events), ...ofRows(plan)];
}

function ofEvents({ file, aggregates }: Plan, events: readonly TracedEvent[]): Hint[] {
  const time = file.window?.time;
  const takesRows = file.aggregate !== undefined;
  const expressions: [StepName, readonly (string | undefined)[]][] = [
    ['where', [file.where]],
    ['sample', [file.sample?.by]],
    ['dedupe', [file.dedupe?.by]],
    ['rateLimit', [file.rateLimit?.by]],
    ['lookup', Object.values(file.lookup ?? {}).map(({ key }) => key)],
    ['select', Object.values(file.select?.fields ?? {})],
    ['groupBy', file.groupBy],
    ['window', [typeof time === 'object' ? time.event : undefined]],
    ['aggregate', aggregates.map(({ value }) => value?.source)],
    ['sinks', takesRows ? [] : file.sinks.flatMap(expressionsOf)],
  ];
  return expressions.flatMap(([step, sources]) => {
    const came = events.filter(event => cameTo(event, step));
    const values = came.map(event => event.valueAt(step));
    // What has let some through has found what it asks for.
    const isFruitless = asksOnly.has(step) || came.every(({ stoppedAt }) => stoppedAt === step);
    if (came.length === 0 || !isFruitless) return [];
    const isLater = ({ names: [name = ''] }: FieldRead) =>
      Object.hasOwn(file.lookup ?? {}, name) && stepNames.indexOf(step) < stepNames.indexOf('lookup');
    return missing(sources, 'event', values).map(({ field, known }) => ({
      step,
      text: isLater(field)
        ? `${fieldText(field)} is looked up behind this step. Ask for it in select, in groupBy, or in the "where" of a sink.`
        : `${fieldText(field)}: no event of the sample has this field. ${offer(field, known)}`,
    }));
  });
}

/** They let an event through for which an expression has no value. */
const asksOnly: ReadonlySet<StepName> = new Set(['dedupe', 'rateLimit', 'lookup', 'sinks']);

/** Rows have the members that the file gives them. */
function ofRows({ file, aggregates }: Plan): Hint[] {
  if (file.aggregate === undefined) return [];
  const names = ['window', 'key', ...aggregates.map(({ name }) => name)];
  const row = Object.fromEntries(
    names.map(name => [name, name === 'window' ? { start: '', end: '' } : null]),
  );
  const expressions: [StepName, readonly (string | undefined)[]][] = [
    ['having', [file.having]],
    ['sinks', file.sinks.flatMap(expressionsOf)],
  ];
  return expressions.flatMap(([step, sources]) =>
    missing(sources, 'row', [row])
      .filter(({ field, known }) => known.length > 0 && !mayBeThere.has(field.names[0]!))
      .map(({ field, known }) => ({
        step,
        text: `${fieldText(field)}: rows have no such member. ${offer(field, known)}`,
      })),
  );
}

/** Members that only some rows have. */
const mayBeThere: ReadonlySet<string> = new Set(['worker', 'open', 'approximate']);

function expressionsOf(sink: Plan['file']['sinks'][number]): string[] {
  const { where, field, member } = sink as Record<string, unknown>;
  return [where, field, member].filter(source => typeof source === 'string');
}

const cameTo = ({ stoppedAt }: TracedEvent, step: StepName): boolean =>
  stoppedAt === null || stepNames.indexOf(stoppedAt) >= stepNames.indexOf(step);

/** A field that none of the values has, cut off behind the first name that is missing, and the names that stand there. */
interface Missing {
  field: FieldRead;
  known: string[];
}

function missing(
  sources: readonly (string | undefined)[],
  variable: string,
  values: readonly unknown[],
): Missing[] {
  const found = new Map<string, Missing>();
  for (const source of sources) {
    if (source === undefined) continue;
    for (const field of fieldsRead(source)) {
      if (field.variable !== variable) continue;
      const lost = missingOf(field, values);
      if (lost) found.set(fieldText(lost.field), lost);
    }
  }
  return [...found.values()];
}

function missingOf({ variable, names }: FieldRead, values: readonly unknown[]): Missing | null {
  let at = values;
  for (const [depth, name] of names.entries()) {
    const objects = at.filter(isObject);
    const next = objects.filter(object => Object.hasOwn(object, name)).map(object => object[name]);
    if (next.length === 0) {
      const known = [...new Set(objects.flatMap(object => Object.keys(object)))];
      return { field: { variable, names: names.slice(0, depth + 1) }, known };
    }
    at = next;
  }
  return null;
}

function offer({ variable, names }: FieldRead, known: readonly string[]): string {
  const above = names.slice(0, -1);
  const textOf = (name: string) => fieldText({ variable, names: [...above, name] });
  const meant = nearest(names.at(-1)!, known);
  if (meant !== undefined) return `Did you mean ${textOf(meant)}?`;
  if (known.length === 0) return 'There are no fields at all there.';
  const more = known.length > SHOWN_NAMES ? ` and ${known.length - SHOWN_NAMES} more` : '';
  return `There is ${known.slice(0, SHOWN_NAMES).map(textOf).join(', ')}${more}.`;
}
