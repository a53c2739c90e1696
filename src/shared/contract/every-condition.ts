import type { Condition } from './condition.ts';

/** The condition that everything matches. */
export const noCondition: Condition = { language: 'text', text: '' };

/** Apart from the schema, so that threads that evaluate conditions load no zod. */
export function matchesAll({ text }: Condition): boolean {
  return text.trim() === '';
}
