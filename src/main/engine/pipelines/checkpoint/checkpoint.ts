import { MillraceError } from '#shared/rpc/errors.ts';
import { compilePlan, type NamedPipeline, type Plan } from '#shared/pipeline/plan.ts';
import { hostname } from 'node:os';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asMap, asText } from '../../connections/replies.ts';
import type { KeyPart } from '../windows/panes.ts';
import type { Position } from '../sources/source.ts';

/** Another process has started this pipeline as the same worker, or has claimed this worker's entries. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
  constructor() {
    super('taken over: another process runs this pipeline as the same worker, or has claimed its entries');
  }
}

/** What a worker left in Redis when it last flushed. */
export interface Checkpoint {
  key: string;
  fence: string;
  seq: number;
  position: Position;
  /** Milliseconds since the Unix epoch; -Infinity where there was none. */
  watermark: number;
  open: { field: string; start: number; end: number; key: KeyPart[]; saved: unknown[] }[];
}

/** The name of the worker: the consumer of a group, else "0". */
export function workerOf({ file: { source } }: Plan): string {
  if (source.type !== 'stream' || source.group === undefined) return '0';
  return source.consumer ?? ownConsumer();
}

/** The consumer where a file names none. */
export function ownConsumer(): string {
  return `${hostname()}-${process.pid}`;
}

export function checkpointKey(plan: Plan, worker: string): string {
  const { checkpoint, id, source } = plan.file;
  if (checkpoint === undefined) return `millrace:{${id}}:${worker}`;
  return source.type === 'stream' && source.group !== undefined ? `${checkpoint}:${worker}` : checkpoint;
}

/**
 * A pipeline that writes to Redis or reads from a position has a checkpoint; one that only listens and prints leaves no trace.
 */
export function needsCheckpoint({ file: { source }, merging, emitting, lateSinks }: Plan): boolean {
  const writes = [...emitting, ...lateSinks].some(({ type }) => type === 'publish' || type === 'stream');
  return merging.length > 0 || writes || source.type === 'sse' || source.type === 'stream';
}

/** The key of the checkpoint that a pipeline has; null where it has none. */
export function keptUnder(file: NamedPipeline): string | null {
  const plan = compilePlan(file);
  return needsCheckpoint(plan) ? checkpointKey(plan, workerOf(plan)) : null;
}

/**
 * Begins a run: from here on every other process that runs as this worker is fenced off.
 *
 * @param alongside commands of the same transaction
 * @returns null when the client watches a key that has changed
 * @throws {MillraceError} `redis` when the key is not a checkpoint
 */
export async function beginCheckpoint(
  client: RedisClient,
  key: string,
  alongside: readonly Command[] = [],
): Promise<Checkpoint | null> {
  const replies = await client.transaction([['HINCRBY', key, 'fence', 1], ['HGETALL', key], ...alongside]);
  if (replies === null) return null;
  for (const reply of replies) if (reply instanceof MillraceError) throw reply;
  const [fence, all] = replies as [string, Buffer[]];
  const fields = asMap(all);
  const text = (name: string) => (fields.has(name) ? asText(fields.get(name)) : undefined);
  const open: Checkpoint['open'] = [];
  for (const [field, value] of fields) {
    const match = /^open:(-?[\d.]+):(-?[\d.]+):(.*)$/s.exec(field);
    if (!match) continue;
    const [, start, end, parts] = match;
    open.push({
      field,
      start: Number(start),
      end: Number(end),
      key: JSON.parse(parts!) as KeyPart[],
      saved: JSON.parse(asText(value)) as unknown[],
    });
  }
  return {
    key,
    fence: asText(fence),
    seq: Number(text('seq') ?? 0),
    position: JSON.parse(text('position') ?? 'null') as Position,
    watermark: Number(text('watermark') ?? -Infinity),
    open,
  };
}
