import type { ErrorData } from '#shared/rpc/errors.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import type { RedisAccess } from '../../connections/connection-secrets.ts';
import type { Row } from '../sinks/rows.ts';
import type { Sample } from '../events/samples.ts';
import type { PipelineStatus } from '../run/status.ts';

/** What a pipeline's thread is started with. */
export interface PipelineStart {
  file: NamedPipeline;
  access: RedisAccess;
  offline: boolean;
  /** Its file came from elsewhere. */
  imported: boolean;
  userAgent: string;
  /** Keep open windows and rows for screens. */
  watched: boolean;
  /** Drop what the checkpoint has and an edited file cannot go on from. */
  reset: boolean;
  /** Nothing is written, nor changed by reading. */
  dry: boolean;
  /** One 32-bit counter: odd while an event is being processed, changed by every event. */
  heartbeat: SharedArrayBuffer;
}

/** What a run asks of its pipelines: `go` lets the source start; the others are the runner's. */
export type Order = 'go' | 'stop' | 'drain' | 'pause' | 'resume';

/** From the host of the thread to the pipeline. */
export type ToPipeline =
  | { type: 'order'; order: Order }
  | { type: 'written'; id: number; error?: string }
  | { type: 'snapshot'; id: number; maxOpenRows: number };

/** From the pipeline to the host of its thread. */
export type FromPipeline =
  | { type: 'ready' }
  | { type: 'log'; message: string }
  | { type: 'stdout'; id: number; text: string }
  | { type: 'rows'; rows: readonly Row[] }
  | { type: 'status'; status: PipelineStatus }
  | { type: 'snapshot'; id: number; snapshot: PipelineSnapshot }
  | { type: 'ended'; status: PipelineStatus | null; snapshot: PipelineSnapshot; error: ErrorData | null };

/** What a screen shows beside the counters. */
export interface PipelineSnapshot {
  open: Row[];
  invalid: Sample[];
  late: Sample[];
  /** As its source tells it; null where it is unknown, or nobody is asked. */
  lag: number | null;
  lastTransaction: { commands: string[]; count: number } | null;
}
