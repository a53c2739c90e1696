import { expect, test } from 'vitest';
import { explainReply, refusedCommand } from './reply-errors.ts';

test.each([
  ["NOPERM this user has no permissions to run the 'xinfo|groups' command", 'run XINFO GROUPS'],
  ["NOPERM this user has no permissions to run the 'time' command or its subcommand", 'run TIME'],
  ["NOPERM User alice has no permissions to run the 'memory|usage' command", 'run MEMORY USAGE'],
  ['NOPERM No permissions to access a key', 'use this key'],
  ['NOPERM this user has no permissions to access one of the channels used as arguments', 'use this channel'],
  ['NOPERM something else', 'do that'],
])('%s names what the user may not do', (reply, what) => {
  expect(explainReply(reply)).toBe(
    `This user may not ${what}. Ask for the permission, or connect as another user. (${reply})`,
  );
});

test('a refusal of a key names no command', () => {
  expect(refusedCommand('NOPERM No permissions to access a key')).toBeNull();
  expect(refusedCommand('ERR unknown command')).toBeNull();
});
