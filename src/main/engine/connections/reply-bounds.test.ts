import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolBreak, ReplyBounds, type ReplyLimits } from './reply-bounds.ts';

const limits: ReplyLimits = { depth: 3, elements: 10, lineBytes: 20, bulkBytes: 50, replyBytes: 100 };
const passes = (bytes: string, cut = bytes.length) => {
  const bounds = new ReplyBounds(limits);
  for (let at = 0; at < bytes.length; at += cut)
    bounds.pass(Buffer.from(bytes.slice(at, at + cut), 'latin1'));
};

describe('replies within the bounds', () => {
  test.each([
    '+OK\r\n',
    '-ERR no such thing\r\n',
    ':-9223372036854775808\r\n',
    '$-1\r\n',
    '*-1\r\n',
    '*0\r\n',
    '$0\r\n\r\n',
    '$5\r\nhe\r\no\r\n',
    '*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n',
    '*2\r\n*1\r\n*1\r\n:1\r\n*0\r\n',
    '*10\r\n' + ':1\r\n'.repeat(10) + '*10\r\n' + ':1\r\n'.repeat(10),
  ])('%j, however it is cut', bytes => {
    for (const cut of [1, 2, 3, 7, bytes.length]) expect(() => passes(bytes, cut)).not.toThrow();
  });
});

describe('is refused', () => {
  test.each([
    ['a type of RESP3', '>1\r\n_\r\n', /">" where a reply begins/],
    ['what is not a reply', 'HTTP/1.1 400\r\n', /"H"/],
    ['an array by its announcement', '*2000000000\r\n', /2000000000 elements/],
    ['arrays that are too many together', '*6\r\n*5\r\n', /11 elements/],
    ['depth', '*1\r\n'.repeat(4), /more than 3 arrays/],
    ['a long string by its announcement', '$51\r\n', /51 bytes/],
    ['a reply of many strings', '*3\r\n' + `$40\r\n${'x'.repeat(40)}\r\n`.repeat(3), /above 100 bytes/],
    ['a long error', `-ERR ${'x'.repeat(20)}`, /a line above 20 bytes/],
    ['a negative length', '$-2\r\n', /negative/],
    ['no length', '$\r\n', /without a digit/],
    ['a length that is not a number', '*1x\r\n', /not one/],
    ['an endless number', ':' + '1'.repeat(30), /too long/],
    ['half a line end', '+OK\rx', /half a line end/],
  ])('%s', (_, bytes, reason) => {
    for (const cut of [1, bytes.length]) {
      expect(() => passes(bytes, cut)).toThrow(reason);
      expect(() => passes(bytes, cut)).toThrow(ProtocolBreak);
    }
  });
});

test('whatever comes, it passes or breaks the protocol, and the cuts make no difference', () => {
  const outcome = (bytes: string, cut: number) => {
    try {
      passes(bytes, cut);
      return 'passes';
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolBreak);
      return (error as Error).message;
    }
  };
  const piece = fc.oneof(
    fc.constantFrom('+', '-', ':', '$', '*', '\r\n', '\r', '\n', '-1', '$3\r\nabc\r\n', '*2\r\n', ':1\r\n'),
    fc.nat(60).map(String),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (pieces, cut) => {
      const bytes = pieces.join('');
      if (bytes === '') return;
      const whole = outcome(bytes, bytes.length);
      const inPieces = outcome(bytes, cut);
      expect(inPieces === 'passes').toBe(whole === 'passes');
    }),
  );
});
