import { describe, expect, test } from 'vitest';
import { canWait, decodeCommands, encodeCommands, merged, refusalText } from './refused.ts';

const asText = (commands: readonly (readonly unknown[])[]) => commands.map(command => command.map(String));

test('commands come back as they were, also with bytes that are not text', () => {
  const bytes = Buffer.from([0xff, 0x00, 0x3a, 0xfe]);
  const [publish, add] = decodeCommands(
    encodeCommands([
      ['PUBLISH', 'ch', bytes],
      ['HINCRBY', 'h', 5, 10n, 'ü":'],
    ]),
  );
  expect(publish!.at(-1)).toEqual(bytes);
  expect(asText([add!])).toEqual([['HINCRBY', 'h', '5', '10', 'ü":']]);
  expect(decodeCommands(Buffer.alloc(0))).toEqual([]);
});

describe('what adds to one field', () => {
  test('is made one, to the last digit', () => {
    const all = merged([
      ['HINCRBY', 'h', 'f', '9007199254740993'],
      ['XADD', 'out', '*', 'a', 'b'],
      ['HINCRBY', Buffer.from('h'), 'f', '9223372036854775807'],
      ['HINCRBY', 'h', 'g', '1'],
      ['XADD', 'out', '*', 'a', 'b'],
      ['ZINCRBY', 'z', '1.5', 'm'],
      ['ZINCRBY', 'z', '2', 'm'],
    ]);
    expect(asText(all)).toEqual([
      ['HINCRBY', 'h', 'f', '9232379236109516800'],
      ['XADD', 'out', '*', 'a', 'b'],
      ['HINCRBY', 'h', 'g', '1'],
      ['XADD', 'out', '*', 'a', 'b'],
      ['ZINCRBY', 'z', '3.5', 'm'],
    ]);
  });

  test('can wait where its number is what is wrong, and is told with key and field', () => {
    const write = (error: string) => ({ command: ['HINCRBY', 'h', 'f', '3'] as const, error });
    for (const error of [
      'ERR hash value is not an integer',
      'ERR hash value is not a float',
      'ERR increment or decrement would overflow',
      'ERR value is not an integer or out of range',
    ])
      expect(canWait(write(error))).toBe(true);
    expect(canWait(write('WRONGTYPE Operation against a key holding the wrong kind of value'))).toBe(false);
    expect(canWait({ command: ['XADD', 'out', '*'], error: 'ERR value is out of range' })).toBe(false);
    expect(refusalText(write('ERR increment or decrement would overflow'))).toBe(
      'The key "h" does not take what is added to its field "f": ERR increment or decrement would overflow',
    );
  });
});
