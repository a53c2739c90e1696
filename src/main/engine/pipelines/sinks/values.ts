import { textOf } from '#shared/pipeline/template.ts';
import type { PassedEvent } from '../events/batch.ts';
import { toJson } from '../events/json.ts';
import type { KeyPart } from '../windows/group.ts';
import type { Row } from './rows.ts';

/** How sinks write values. */

/** A key as part of a Redis key or a field: its parts with ":" between. */
export const joinKey = (parts: readonly KeyPart[]): string => parts.join(':');

export const unixSeconds = (ms: number): number => Math.floor(ms / 1000);

/** The original bytes of an event where it had any. */
export function payloadOf({ event, value }: PassedEvent): Buffer | string {
  return event.payload ?? toJson(value);
}

/** A member as the value of a field: bytes stay bytes. */
export function textOfMember(value: unknown): string | Buffer {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return typeof value === 'object' ? toJson(value) : textOf(value);
}

/** The same for the same bytes, and for no others. */
export const identityOf = (member: string | Buffer): string =>
  Buffer.from(member as string).toString('latin1');

/** An event as one line of JSON. What is JSON on one line already stays byte for byte. */
export function eventLine({ event: { payload }, value }: PassedEvent): string {
  if (payload === null || typeof value !== 'object' || value instanceof Uint8Array) return toJson(value);
  const text = String(payload);
  return /[\r\n]/.test(text) ? toJson(value) : text;
}

export const rowLine = (row: Row): string => toJson(row);
