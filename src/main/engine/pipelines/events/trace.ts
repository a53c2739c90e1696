import type { StepName } from '#shared/pipeline/steps.ts';
import type { Span } from '#shared/pipeline/windower.ts';
import type { Evaluated } from './evaluation.ts';

/** Is told, step by step, what becomes of each event: for whoever looks at a few of them. */
export interface Trace {
  decoded(value: unknown): void;
  /** With what was looked up. */
  joined(value: unknown): void;
  selected(value: unknown): void;
  /** It has a key, a time and a value for each aggregate. */
  evaluated(evaluated: Evaluated): void;
  /** It counts in these windows. */
  counted(spans: readonly Span[]): void;
  /** It came no further. @param reason null where a condition was not true */
  stopped(step: StepName, reason: string | null): void;
}
