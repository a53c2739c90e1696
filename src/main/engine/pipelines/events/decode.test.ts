import { deflateSync, gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { expect, test } from 'vitest';
import { pipelineSchema } from '#shared/pipeline/schema.ts';
import { decodeEvent } from './decode.ts';
import { newEvent, type SourceEvent } from './event.ts';

function decoded(payload: Buffer | string, file: { decode?: unknown; decodeFields?: unknown } = {}) {
  return decodeEvent(newEvent(payload, 0), fileOf(file));
}

const fileOf = (parts: object) =>
  pipelineSchema.parse({
    source: { type: 'channel', channels: ['c'] },
    sinks: [{ type: 'stdout' }],
    ...parts,
  });

/** The fields of an entry, as the source of a stream gives them. */
const entry = (value: Record<string, unknown>): SourceEvent => ({ ...newEvent(null, 0), value });

const json = '{"task":"mail","id":12345678901234567890}';
const value = { task: 'mail', id: 12345678901234567890n };

test.each([
  ['json', json],
  ['gzip', gzipSync(json)],
  ['base64', Buffer.from(json).toString('base64')],
  [['base64', 'gzip'], gzipSync(json).toString('base64')],
  [['deflate', 'json'], deflateSync(json)],
])('decode %j', (decode, payload) => {
  expect(decoded(payload, { decode })).toEqual(value);
});

test('MessagePack, alone and compressed, keeps its whole numbers', () => {
  const packed = Buffer.from(encode({ n: 2n ** 60n, list: [1, 'a'] }, { useBigInt64: true }));
  const meant = { n: 2n ** 60n, list: [1n, 'a'] };
  const plain = (from: unknown) =>
    JSON.stringify(from, (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : item)).replaceAll(
      '"1"',
      '1',
    );
  expect(plain(decoded(packed, { decode: 'msgpack' }))).toBe(plain(meant));
  expect(plain(decoded(gzipSync(packed), { decode: ['gzip', 'msgpack'] }))).toBe(plain(meant));
});

test('text and bytes inside of something', () => {
  expect(decoded(gzipSync('hello'), { decode: ['gzip', 'text'] })).toBe('hello');
  expect(decoded(gzipSync('hello'), { decode: ['gzip', 'none'] })).toEqual(Buffer.from('hello'));
});

test.each([
  ['base64', '{}', /it is not base64/],
  ['gzip', 'hello', /it cannot be read as gzip/],
  ['msgpack', 'hello', /it is not MessagePack/],
  [['base64', 'text'], Buffer.from([0xff]).toString('base64'), /not valid UTF-8/],
])('%j of something else is invalid: %s', (decode, payload, reason) => {
  expect(() => decoded(payload, { decode })).toThrow(reason);
});

test('fields are decoded where they stand, as Celery and socket.io keep them', () => {
  const body = Buffer.from('[[1],{}]').toString('base64');
  const message = JSON.stringify({ body, headers: { task: 'mail' } });
  expect(decoded(message, { decodeFields: { body: 'base64' } })).toEqual({
    body: [[1], {}],
    headers: { task: 'mail' },
  });
  const data = Buffer.from(encode({ room: 'a' })).toString('base64');
  const fields = fileOf({ decodeFields: { data: ['base64', 'msgpack'], missing: 'gzip' } });
  expect(decodeEvent(entry({ uid: 'x', data }), fields)).toEqual({ uid: 'x', data: { room: 'a' } });
  const deep = fileOf({ decodeFields: { 'outer.inner': 'json' } });
  expect(decodeEvent(entry({ outer: { inner: '{"n":1}' } }), deep)).toEqual({ outer: { inner: { n: 1 } } });
});

test('a field that is something else makes the event invalid, with its name', () => {
  const file = fileOf({ decodeFields: { body: 'base64' } });
  expect(() => decodeEvent(entry({ body: '{}' }), file)).toThrow('event.body: it is not base64');
  expect(() => decodeEvent(entry({ body: 5n }), file)).toThrow('event.body: it is neither text nor bytes');
});

test('a bomb ends the event alone', () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(80 * 2 ** 20)));
  expect(() => decoded(bomb, { decode: ['gzip', 'gzip', 'text'] })).toThrow(/more than|larger|MB/);
});

test.each([[['json', 'gzip']], ['xml'], [[]], [['gzip', 'gzip', 'gzip', 'gzip', 'json']]])(
  '%j is no way to decode',
  decode => {
    expect(() => fileOf({ decode })).toThrow(/is not a way to decode/);
  },
);
