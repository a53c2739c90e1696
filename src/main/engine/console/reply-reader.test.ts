import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RedisReply } from '#shared/redis/reply/reply.ts';
import { ReplyReader } from './reply-reader.ts';

const all = { bytes: 2 ** 20, elements: 1_000 };

function readAll(wire: string, part = all, cuts: readonly number[] = []): RedisReply[] {
  const reader = new ReplyReader(part);
  const bytes = Buffer.from(wire, 'latin1');
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  return ends.flatMap(end => {
    const replies = Array.from(reader.read(bytes.subarray(from, end)));
    from = end;
    return replies;
  });
}

const every =
  '+OK\r\n-ERR no\r\n:12\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n*2\r\n$1\r\na\r\n*0\r\n_\r\n#t\r\n,1.5\r\n(123456789012345678901\r\n' +
  '!3\r\nERR\r\n=5\r\ntxt:x\r\n%1\r\n+a\r\n~1\r\n:1\r\n>1\r\n+m\r\n|1\r\n+ttl\r\n:1\r\n+after\r\n*1\r\n|1\r\n+x\r\n+y\r\n:7\r\n';
const string = (text: string) => ({ type: 'string', bytes: Buffer.from(text), length: text.length });

test('reads each type of both protocols, wherever the chunks end', () => {
  const expected = [
    { type: 'status', text: 'OK' },
    { type: 'error', text: 'ERR no' },
    { type: 'integer', text: '12' },
    string('a\r\n'),
    { type: 'nil' },
    { type: 'nil' },
    { type: 'array', length: 2, items: [string('a'), { type: 'array', items: [], length: 0 }] },
    { type: 'nil' },
    { type: 'boolean', value: true },
    { type: 'double', text: '1.5' },
    { type: 'big-number', text: '123456789012345678901' },
    { type: 'error', text: 'ERR' },
    { type: 'verbatim', bytes: Buffer.from('x'), length: 1 },
    {
      type: 'map',
      length: 2,
      items: [
        { type: 'status', text: 'a' },
        { type: 'set', length: 1, items: [{ type: 'integer', text: '1' }] },
      ],
    },
    { type: 'push', length: 1, items: [{ type: 'status', text: 'm' }] },
    { type: 'status', text: 'after' },
    { type: 'array', length: 1, items: [{ type: 'integer', text: '7' }] },
  ];
  expect(readAll(every)).toEqual(expected);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 8 }), cuts => {
      expect(readAll(every, all, cuts)).toEqual(expected);
    }),
  );
});

test('keeps the first part of what is long, and goes on after it', () => {
  const wire = `*3\r\n$5\r\naaaaa\r\n$5\r\nbbbbb\r\n$5\r\nccccc\r\n+next\r\n`;
  expect(readAll(wire, { bytes: 7, elements: 10 })).toEqual([
    {
      type: 'array',
      length: 3,
      items: [string('aaaaa'), { type: 'string', bytes: Buffer.from('bb'), length: 5 }],
    },
    { type: 'status', text: 'next' },
  ]);
  const [nested, next] = readAll('*2\r\n*2\r\n:1\r\n:2\r\n:3\r\n+next\r\n', { bytes: 7, elements: 2 });
  expect(nested).toMatchObject({ length: 2 });
  expect(next).toEqual({ type: 'status', text: 'next' });
});

test('what is in others is kept with them, however much it is: a read of one stream', () => {
  const wire = '*1\r\n*2\r\n+stream\r\n*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n';
  const integer = (text: string) => ({ type: 'integer', text });
  const stream = { type: 'status', text: 'stream' };
  const entries = { type: 'array', length: 4, items: [integer('1'), integer('2')] };
  expect(readAll(wire, { bytes: 100, elements: 5 })).toEqual([
    { type: 'array', length: 1, items: [{ type: 'array', length: 2, items: [stream, entries] }] },
  ]);
});

test('announces cost nothing, and what is no reply ends it', () => {
  expect(readAll('*2000000000\r\n$500000000\r\nab')).toEqual([]);
  expect(() => readAll('HTTP/1.1 400\r\n')).toThrow(/"H" where a reply begins/);
  expect(() => readAll('*x\r\n')).toThrow(/not one/);
  expect(() => readAll('*1\r\n'.repeat(100))).toThrow(/arrays in arrays/);
});
