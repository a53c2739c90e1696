import { utf8Text } from '#shared/redis/text.ts';
import { asynqTask } from './asynq-task.ts';
import type { JsonBytes } from './json-bytes.ts';
import { bodyText } from './kombu.ts';
import { protobufFields, type ProtobufField } from './protobuf.ts';

const MAX_DEPTH = 20;

/** asynq's message as JSON, by its known schema. @throws {Error} why it is none */
export function asynqJson(bytes: Buffer): JsonBytes {
  const task = asynqTask(bytes);
  if (!task) throw new Error('it is not a task of asynq');
  const { payload, headers, ...rest } = task;
  const members = Object.entries(rest).filter(([, value]) => value !== '' && value !== 0);
  return Buffer.from(
    `{${[
      ...members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`),
      ...(headers.length === 0 ? [] : [`"headers":${JSON.stringify(Object.fromEntries(headers))}`]),
      `"payload":${bodyText(payload)}`,
    ].join(',')}}`,
  );
}

/** A message without its schema: the numbers of its fields, text, and messages inside of it where they look like ones. @throws {Error} */
export function protobufJson(bytes: Buffer): JsonBytes {
  const fields = protobufFields(bytes);
  if (fields === null || fields.length === 0) throw new Error('it is not a protobuf message');
  return Buffer.from(textOf(fields, 0));
}

function textOf(fields: readonly ProtobufField[], depth: number): string {
  const values = Map.groupBy(fields, ({ number }) => number);
  const members = Array.from(values, ([number, of]) => {
    const texts = of.map(field => valueText(field, depth));
    return `"${number}":${texts.length === 1 ? texts[0] : `[${texts.join(',')}]`}`;
  });
  return `{${members.join(',')}}`;
}

function valueText(field: ProtobufField, depth: number): string {
  if (field.kind === 'varint') return String(field.value);
  if (field.kind === 'fixed64') return String(field.value.readDoubleLE());
  if (field.kind === 'fixed32') return String(field.value.readFloatLE());
  const text = utf8Text(field.value);
  // What has control characters is more likely a message than text.
  // oxlint-disable-next-line no-control-regex -- these are what tells
  if (text !== null && !/[\x00-\x08\x0e-\x1f]/.test(text)) return bodyText(field.value);
  const inside = depth < MAX_DEPTH ? protobufFields(field.value) : null;
  return inside !== null && inside.length > 0 ? textOf(inside, depth + 1) : bodyText(field.value);
}
