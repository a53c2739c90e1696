import type { SampledEvent } from '#shared/contract/compose.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import type { DraftSource } from './draft.ts';
import type { Found } from './found.ts';
import type { Wanted } from '../events/looked-up.ts';
import type { PreviewWithKeys } from './preview.ts';

/** What the thread of the composer is asked for: everything that evaluates what somebody has written. */
export type ComposeRequest =
  | {
      do: 'preview';
      draft: DraftSource;
      events: readonly SampledEvent[];
      found: readonly Found[];
      heardUpTo: number | undefined;
    }
  /** What the events ask Redis for: the thread has no connection. */
  | { do: 'wanted'; draft: DraftSource; events: readonly SampledEvent[] }
  /** The first events of a generator. */
  | { do: 'generate'; file: NamedPipeline };

export type ComposeAnswer = PreviewWithKeys | SampledEvent[] | Wanted[];
