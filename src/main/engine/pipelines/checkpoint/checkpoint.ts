import { compilePlan, type NamedPipeline, type Plan } from '#shared/pipeline/plan.ts';
import { kindOf as sinkKindOf, sinksOf } from '#shared/pipeline/sinks/sinks.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { hostname } from 'node:os';
import type { Command, Reply } from '../../connections/redis-client.ts';
import { asBuffer, asMap, asText } from '../../connections/replies.ts';
import type { SavedGroup } from '../windows/logic.ts';
import { isOfOpenGroup, readOpenGroups } from './open-groups.ts';
import { readIds, type SavedIds } from './recent-ids.ts';
import { readRefused, REFUSED, REFUSED_OUTSIDE } from './refused.ts';
import type { Position } from '../sources/source.ts';

/** Another process has started this pipeline as the same worker. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
  constructor() {
    super('taken over: another process runs this pipeline as the same worker');
  }
}

/** The form of checkpoints that this Millrace writes. */
export const CHECKPOINT_VERSION = 2;

/** What a worker left in Redis when it last flushed. */
export interface Checkpoint {
  key: string;
  /** 1 had no member that says so; 0 where there is no checkpoint. */
  version: number;
  /** Null where there is no checkpoint. */
  fence: string | null;
  /** Fences that were replaced, the oldest first: one of them is found again only in an older state. */
  replaced: string[];
  seq: number;
  position: Position;
  /** Milliseconds since the Unix epoch; -Infinity where there was none. */
  watermark: number;
  open: SavedGroup[];
  /** Fields that nothing needs any more. */
  leftOver: string[];
  /** Of the events that counted last. */
  ids: SavedIds[];
  /** What the open groups and the watermark depend on in the file; null where an older Millrace wrote it. */
  shape: string | null;
  /** Writes that Redis refused: they belong to flushes that the position is after. */
  refused: Command[];
  /** Those of them that no script has written. */
  refusedOutside: Command[];
}

/** The name of the worker where several share a source, else "0". */
export function workerOf({ file: { source } }: Plan): string {
  const sharing = kindOf(source).sharing(source);
  return sharing === null ? '0' : (sharing.consumer ?? ownConsumer());
}

/** The consumer where a file names none. */
export function ownConsumer(): string {
  return `${hostname()}-${process.pid}`;
}

export function checkpointKey(plan: Plan, worker: string): string {
  const { checkpoint, id, source } = plan.file;
  if (checkpoint === undefined) return `millrace:{${id}}:${worker}`;
  return kindOf(source).sharing(source) === null ? checkpoint : `${checkpoint}:${worker}`;
}

/** The fields of the list of workers begin so; their value is the host and the process id of a worker without a name of its own. */
export const WORKER = 'worker:';

/** The hash that lists the workers of a pipeline whose source they share. */
export function workersKey({ file: { checkpoint, id } }: Plan): string {
  return checkpoint ?? `millrace:{${id}}`;
}

/**
 * A pipeline that writes to Redis or reads from a position has a checkpoint; one that only listens and prints leaves no trace.
 */
export function needsCheckpoint({ file }: Plan): boolean {
  return (
    kindOf(file.source).hasPosition || sinksOf(file).some(sink => sinkKindOf(sink).into === 'transaction')
  );
}

/** The key of the checkpoint that a pipeline has; null where it has none. */
export function keptUnder(file: NamedPipeline): string | null {
  const plan = compilePlan(file);
  return needsCheckpoint(plan) ? checkpointKey(plan, workerOf(plan)) : null;
}

/** @param reply of HGETALL */
export function readCheckpoint(key: string, reply: Reply): Checkpoint {
  const fields = asMap(reply);
  const text = (name: string) => (fields.has(name) ? asText(fields.get(name)) : undefined);
  const bytes = (name: string) => (fields.has(name) ? asBuffer(fields.get(name)) : null);
  const { open, leftOver } = readOpenGroups(
    new Map([...fields].flatMap(([field, value]) => (isOfOpenGroup(field) ? [[field, asText(value)]] : []))),
  );
  return {
    key,
    version: Number(text('version') ?? Math.min(1, fields.size)),
    fence: text('fence') ?? null,
    replaced: JSON.parse(text('replaced') ?? '[]') as string[],
    seq: Number(text('seq') ?? 0),
    position: JSON.parse(text('position') ?? 'null') as Position,
    watermark: Number(text('watermark') ?? -Infinity),
    open,
    leftOver,
    ids: [...fields].map(([field, value]) => readIds(field, asText(value))).filter(ids => ids !== null),
    shape: text('shape') ?? null,
    refused: readRefused(bytes(REFUSED)),
    refusedOutside: readRefused(bytes(REFUSED_OUTSIDE)),
  };
}

/** The checkpoint where there is none, and of what starts over. */
export function newCheckpoint(key: string): Checkpoint {
  return {
    key,
    version: 0,
    fence: null,
    replaced: [],
    seq: 0,
    position: null,
    watermark: -Infinity,
    open: [],
    leftOver: [],
    ids: [],
    shape: null,
    refused: [],
    refusedOutside: [],
  };
}
