import { edited, type PipelinePart } from './document.ts';
import { listOf, objectOf, valueAt } from './plain-values.ts';
import { withStep } from './steps.ts';

/** What can be made of a field that the events have, without writing an expression. Each answers the text of the file. */

/** Only events for which this is true too. */
export function withCondition(text: string, part: PipelinePart, condition: string): string {
  const { where } = part.value;
  if (typeof where !== 'string' || where.trim() === '') return edited(text, part, ['where'], condition);
  if (where === condition || where.split(' && ').includes(condition)) return text;
  // What binds weaker than && is taken together.
  const before = /\|\||\?/.test(where) ? `(${where})` : where;
  return edited(text, part, ['where'], `${before} && ${condition}`);
}

/** A result for each value of the field; what a group cannot be without is added with it. */
export function withKey(text: string, part: PipelinePart, path: string): string {
  const { groupBy } = part.value;
  const keys = listOf(groupBy);
  if (keys.includes(path)) return text;
  const whole = withStep(text, part, 'groupBy');
  return edited(whole, part, ['groupBy', keys.length], path);
}

/** A figure over the field: its sum, the most frequent values. */
export function withFigure(text: string, part: PipelinePart, path: string, name: string): string {
  const whole = withStep(text, part, 'aggregate');
  const taken = Object.keys(objectOf(part.value.aggregate));
  const spec = name === 'top' ? { top: { of: path, n: 10 } } : { [name]: path };
  return edited(whole, part, ['aggregate', freeName(`${name}_${lastName(path)}`, taken)], spec);
}

/** The field is one of those that are kept. */
export function withSelected(text: string, part: PipelinePart, path: string): string {
  const fields = objectOf(valueAt(part.value, ['select', 'fields']));
  if (Object.values(fields).includes(path)) return text;
  return edited(text, part, ['select', 'fields', freeName(lastName(path), Object.keys(fields))], path);
}

/** "sku" of `event.item.sku`. */
export function lastName(path: string): string {
  const name = path
    .replace(/^event\b\.?/, '')
    .split(/\.|\["/)
    .at(-1)!
    .replaceAll(/[^A-Za-z0-9_]/g, '');
  return name === '' ? 'value' : name;
}

function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}_${number}`;
    if (!taken.includes(free)) return free;
  }
}
