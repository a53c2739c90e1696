import { utf8Text } from '#shared/redis/text.ts';
import { protobufFields, type ProtobufField } from './protobuf.ts';

/** asynq's TaskMessage. Times are in seconds since the epoch, 0 for none; timeouts and retention in seconds. */
export interface AsynqTask {
  type: string;
  payload: Buffer;
  id: string;
  queue: string;
  /** How often it may be tried again, and how often it was. */
  retry: number;
  retried: number;
  errorMessage: string;
  timeout: number;
  deadline: number;
  uniqueKey: string;
  lastFailedAt: number;
  retention: number;
  completedAt: number;
  groupKey: string;
  headers: readonly (readonly [name: string, value: string])[];
}

/** Null for bytes that are no such message: it has a type and an id. @see https://github.com/hibiken/asynq/blob/v0.26.0/internal/proto/asynq.proto */
export function asynqTask(bytes: Buffer): AsynqTask | null {
  const fields = protobufFields(bytes);
  if (fields === null) return null;
  const text = (wanted: number) => textOf(fields.findLast(({ number }) => number === wanted));
  const count = (wanted: number) => {
    const field = fields.findLast(({ number }) => number === wanted);
    return field?.kind === 'varint' ? Number(BigInt.asIntN(64, field.value)) : 0;
  };
  const [type, id] = [text(1), text(3)];
  if (!type || !id) return null;
  const payload = fields.findLast(({ number }) => number === 2);
  return {
    type,
    payload: payload?.kind === 'bytes' ? payload.value : Buffer.alloc(0),
    id,
    queue: text(4) ?? '',
    retry: count(5),
    retried: count(6),
    errorMessage: text(7) ?? '',
    timeout: count(8),
    deadline: count(9),
    uniqueKey: text(10) ?? '',
    lastFailedAt: count(11),
    retention: count(12),
    completedAt: count(13),
    groupKey: text(14) ?? '',
    headers: fields.filter(({ number }) => number === 15).flatMap(headerOf),
  };
}

function headerOf(field: ProtobufField): (readonly [string, string])[] {
  const [name, value] = field.kind === 'bytes' ? [1, 2].map(wanted => partOf(field.value, wanted)) : [];
  return name === undefined || name === null ? [] : [[name, value ?? '']];
}

function partOf(entry: Buffer, wanted: number): string | null {
  return textOf(protobufFields(entry)?.find(({ number }) => number === wanted));
}

function textOf(field: ProtobufField | undefined): string | null {
  return field?.kind === 'bytes' ? utf8Text(field.value) : null;
}
