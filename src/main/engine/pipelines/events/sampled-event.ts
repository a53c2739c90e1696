import type { SampledEvent } from '#shared/contract/compose.ts';
import type { SourceSpec } from '#shared/pipeline/sources/sources.ts';
import { parseStreamId } from '#shared/redis/stream-id.ts';
import { parseJson } from '../../json/parse-json.ts';
import { newEvent, type SourceEvent } from './event.ts';
import { toJson } from './json.ts';
import { eventOf } from '../sources/entries.ts';

/** A sample travels whole, and often. */
export const MAX_EVENT_BYTES = 64 * 1024;

/** What a sample has of an event; null where it is too large. */
export function sampledOf(event: SourceEvent, seq: number): SampledEvent | null {
  const { payload, value, fields, channel, pattern, key, id, name, receivedAt } = event;
  const json = payload === null ? toJson(value) : null;
  const size = [payload, json, ...(fields ?? [])].reduce((sum, part) => sum + (part?.length ?? 0), 0);
  if (size > MAX_EVENT_BYTES) return null;
  return {
    seq,
    receivedAt: fields !== null && id !== null ? addedAt(id, receivedAt) : receivedAt,
    payload: payload === null ? null : bytesOf(payload),
    value: json,
    fields: fields?.map(bytesOf) ?? null,
    channel: channel === null ? null : bytesOf(channel),
    pattern,
    key,
    id,
    name,
  };
}

/** The same event as its source gave it. @param source a stream may have been given a "payloadField" after the sample was taken */
export function sourceEventOf(sampled: SampledEvent, source: SourceSpec): SourceEvent {
  const payloadField = source.type === 'stream' ? source.payloadField : undefined;
  const { payload, value, fields, channel, pattern, key, id, name, receivedAt } = sampled;
  if (fields !== null)
    return Object.assign(eventOf(key ?? '', id ?? '', fields.map(bufferOf), payloadField), { receivedAt });
  const event = newEvent(payload === null ? null : bufferOf(payload), receivedAt);
  return Object.assign(event, {
    value: value === null ? undefined : parseJson(value),
    channel: channel === null ? null : bufferOf(channel),
    pattern,
    key,
    id,
    name,
  });
}

/** An id begins with the time at which its entry was added, unless somebody chose another one: that is no time at which anything was received. */
function addedAt(id: string, receivedAt: number): number {
  const ms = Number(parseStreamId(id).ms);
  const isTime = ms > receivedAt - MAX_AGE_MS && ms <= receivedAt;
  return isTime ? ms : receivedAt;
}

/** Streams are younger than Redis itself. */
const MAX_AGE_MS = 20 * 365 * 86_400_000;

/** A copy: what came over the network is a part of something larger, which would be kept and sent with it. */
const bytesOf = (part: string | Uint8Array): Uint8Array =>
  typeof part === 'string' ? new TextEncoder().encode(part) : new Uint8Array(part);

const bufferOf = (part: Uint8Array): Buffer => Buffer.from(part.buffer, part.byteOffset, part.byteLength);
