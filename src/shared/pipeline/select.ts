import { z } from 'zod';
import { compileExpression, type Expression } from './expression.ts';
import { expression } from './fields.ts';
import type { Attempt, Report } from './report.ts';
import { strict } from './strict.ts';

/** What an event is made into: fields that are computed, and those it had. */
export const selectSchema = strict({
  fields: z.record(z.string().min(1), expression).describe('A field for each name, computed from the event.'),
  rest: z
    .enum(['drop', 'keep'])
    .default('drop')
    .describe('What becomes of the other fields of the event; default "drop".'),
});
type Select = z.output<typeof selectSchema>;

/** The same, compiled. */
export interface Selection {
  readonly fields: readonly { name: string; value: Expression }[];
  readonly keepsRest: boolean;
}

export function compileSelect({ fields, rest }: Select): Selection {
  return {
    fields: Object.entries(fields).map(([name, source]) => ({ name, value: compileExpression(source) })),
    keepsRest: rest === 'keep',
  };
}

export function checkSelect({ fields }: Select, report: Report, attempt: Attempt): void {
  if (Object.keys(fields).length === 0) report(['select', 'fields'], 'is empty', 'at least one field');
  for (const [name, source] of Object.entries(fields))
    attempt(['select', 'fields', name], () => compileExpression(source));
}

/** For people: the fields there are afterwards. */
export function selectText({ fields, rest }: Select): string {
  return [...Object.keys(fields), ...(rest === 'keep' ? ['the others'] : [])].join(', ');
}
