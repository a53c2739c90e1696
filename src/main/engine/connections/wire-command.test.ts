import fc from 'fast-check';
import { Command as IoredisCommand } from 'ioredis';
import { expect, test } from 'vitest';
import { EncodedCommand, wireCommand, type Argument, type Command } from './wire-command.ts';

/** As ioredis sends it by itself. */
function expected([name, ...args]: Command): Buffer {
  const given = args.map(arg =>
    arg instanceof Uint8Array ? Buffer.from(arg) : typeof arg === 'string' ? arg : String(arg),
  );
  return Buffer.from(new IoredisCommand(name, given).toWritable({}));
}

const argument: fc.Arbitrary<Argument> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array(),
  fc.uint8Array().map(bytes => Buffer.from(bytes)),
  fc.integer(),
  fc.bigInt(),
);

test('commands are on the wire what ioredis makes of them, also when that is made beforehand', () => {
  fc.assert(
    fc.property(fc.constantFrom('PUBLISH', 'EVAL'), fc.array(argument, { maxLength: 30 }), (name, args) => {
      const command: Command = [name, ...args];
      expect(Buffer.from(wireCommand(command).toWritable({}))).toEqual(expected(command));
      const encoded = new EncodedCommand(command);
      expect(encoded.bytes).toEqual(expected(command));
      // It may be sent again.
      for (let time = 0; time < 2; time++) expect(wireCommand(encoded).toWritable({})).toBe(encoded.bytes);
    }),
  );
});

test.each([0, 9, 10, 99, 100, 999, 1_000, 65_536, 1_000_000])('a payload of %i bytes', length => {
  const command: Command = ['PUBLISH', 'channel', Buffer.alloc(length, 0xff)];
  expect(Buffer.from(wireCommand(command).toWritable({})).equals(expected(command))).toBe(true);
});
