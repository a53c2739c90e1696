import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { guardParser } from './guarded-parser.ts';
import { MessageCutter } from './message-cutter.ts';

const { Decoder } = createRequire(import.meta.url)('ioredis/built/resp/decoder') as {
  Decoder: new (handlers: object) => { write: (bytes: Buffer) => void };
};

/** A connection that is a subscriber, with the parser that ioredis has. What is heard, and what the parser answers, comes in one order. */
function subscriber() {
  const heard: unknown[] = [];
  const stream = new EventEmitter();
  const redis = Object.assign(new EventEmitter(), { stream, mode: 'subscriber' });
  const fail = (error: Error) => heard.push(error.message);
  const take = guardParser(redis as unknown as Redis, fail);
  const decoder = new Decoder({
    getTypeMapping: () => ({ 36: Buffer }),
    onReply: (reply: unknown) => heard.push(textOf(reply)),
    onErrorReply: fail,
    onPush: fail,
  });
  let parsed = 0;
  stream.on('data', (bytes: Buffer) => {
    parsed += bytes.length;
    decoder.write(bytes);
  });
  redis.emit('connect');
  const said =
    (kind: string) =>
    (...parts: (string | Buffer)[]) =>
      heard.push([kind, ...parts.map(String)]);
  take(
    new MessageCutter({
      message: said('message'),
      patternMessage: said('pmessage'),
      shardMessage: said('smessage'),
    }),
  );
  return { heard, stream, parsed: () => parsed };
}

const textOf = (reply: unknown): unknown =>
  Array.isArray(reply) ? reply.map(textOf) : Buffer.isBuffer(reply) ? reply.toString() : reply;

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const wire = (parts: readonly string[]) => `*${parts.length}\r\n${parts.map(bulk).join('')}`;

const name = fc.constantFrom('orders', 'news.de', 'ü', 'a', '\r\n', 'message');
const payload = fc.oneof(
  fc.string(),
  fc.constantFrom('', '\r\n', '*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n', 'x'.repeat(300)),
);
const said = fc.oneof(
  fc.tuple(fc.constant('message'), name, payload),
  fc.tuple(fc.constant('smessage'), name, payload),
  fc.tuple(fc.constant('pmessage'), name, name, payload),
  fc.tuple(fc.constant('pong'), payload),
);

test('messages and replies arrive once and in order, wherever the network cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(said, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 200 })),
      (all, cuts) => {
        const { heard, stream } = subscriber();
        const bytes = Buffer.from(all.map(wire).join(''));
        for (let at = 0, cut = 0; at < bytes.length; cut++) {
          const end = at + (cuts[cut % cuts.length] ?? bytes.length);
          stream.emit('data', bytes.subarray(at, end));
          at = end;
        }
        expect(heard).toEqual(all);
      },
    ),
  );
});

test('a flood does not go through the parser', () => {
  const { heard, stream, parsed } = subscriber();
  const one = wire(['message', 'orders', 'x'.repeat(300)]);
  const bytes = Buffer.from(one.repeat(1_000));
  for (let at = 0; at < bytes.length; at += 65_536) stream.emit('data', bytes.subarray(at, at + 65_536));
  expect(heard).toHaveLength(1_000);
  // One of each chunk is cut in two.
  expect(parsed()).toBeLessThanOrEqual(one.length * Math.ceil(bytes.length / 65_536));
});

test('what a listener throws is told as what the server did wrong, and nothing more is heard', () => {
  const broken: string[] = [];
  const stream = new EventEmitter();
  stream.on('data', () => {});
  const redis = Object.assign(new EventEmitter(), { stream, mode: 'subscriber' });
  const take = guardParser(redis as unknown as Redis, reason => broken.push(reason.message));
  redis.emit('connect');
  take(
    new MessageCutter({
      message: () => {
        throw new Error('no');
      },
    }),
  );
  stream.emit('data', Buffer.from(wire(['message', 'orders', '1']).repeat(2)));
  expect(broken).toEqual(['sent an answer that does not fit']);
});
