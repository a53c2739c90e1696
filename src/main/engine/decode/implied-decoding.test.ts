import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodePayload } from './decode.ts';
import { impliedDecoding } from './implied-decoding.ts';

const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64');
const envelope = (body: Buffer | string) =>
  `{"body": "${base64(body)}", "headers": {"id": 12345678901234567890}, "properties": {"body_encoding": "base64"}}`;
const shown = (payload: Buffer | string, by: string | null, field?: string) => {
  const bytes = Buffer.from(payload);
  const decoded = decodePayload(bytes, null, {
    implied: impliedDecoding(by, field === undefined ? undefined : Buffer.from(field)),
  });
  return { ...decoded, text: (decoded.bytes ?? bytes).toString() };
};

test('the body of a message of Celery is read, and nothing else of it changes', () => {
  expect(shown(envelope('[["red"], {}]'), 'Celery')).toMatchObject({
    steps: ['kombu'],
    form: 'json',
    text: '{"body": [["red"], {}], "headers": {"id": 12345678901234567890}, "properties": {"body_encoding": "base64"}}',
  });
  const pickle = Buffer.from(
    '80049519000000000000007d94288c0161944b018c0162945d94284b018c01789465752e',
    'hex',
  );
  expect(shown(envelope(pickle), 'Celery').text).toContain(
    String.raw`"body": "{\"a\": 1, \"b\": [1, \"x\"]}"`,
  );
  // What a worker has taken.
  expect(shown(`[${envelope('{}')}, "", "celery"]`, 'Celery').text).toMatch(
    /^\[\{"body": \{\}, .*\}, "", "celery"\]$/,
  );
});

test('what is not in the form of its framework is shown as it looks', () => {
  expect(shown('{"status": "SUCCESS"}', 'Celery')).toMatchObject({ steps: ['json'], problem: null });
  expect(shown('hello', 'Celery')).toMatchObject({ steps: ['text'], problem: null });
  expect(shown('[[1]]', 'Celery')).toMatchObject({ steps: ['json'] });
  expect(shown('x', 'asynq', 'msg')).toMatchObject({ steps: ['text'], problem: null });
  expect(shown(envelope('[]'), null)).toMatchObject({ steps: ['json'] });
});

test('a person who chose it is told that it is none', () => {
  expect(decodePayload(Buffer.from('{}'), 'kombu')).toMatchObject({
    problem: 'It is not a message of kombu.',
  });
  expect(decodePayload(Buffer.from('{}'), 'protobuf').problem).not.toBeNull();
});

test("a task of asynq, Centrifugo's protobuf and RQ's results", () => {
  const task = Buffer.from('\x0a\x01a\x12\x07{"x":1}\x1a\x02id\x28\x19', 'latin1');
  expect(shown(task, 'asynq', 'msg')).toMatchObject({
    steps: ['asynq'],
    form: 'json',
    text: '{"type":"a","id":"id","retry":25,"payload":{"x":1}}',
  });
  expect(shown(task, 'asynq', 'state').steps).not.toContain('asynq');
  expect(shown(task, 'Centrifugo', 'd').text).toBe('{"1":"a","2":{"x":1},"3":"id","5":25}');
  expect(shown(base64(deflateSync('Traceback')), 'RQ', 'exc_string')).toMatchObject({
    steps: ['base64', 'deflate', 'text'],
    text: 'Traceback',
  });
});
