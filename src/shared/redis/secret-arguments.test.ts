import { expect, test } from 'vitest';
import { withoutSecrets } from './secret-arguments.ts';

test.each([
  ['AUTH "pass word"', 'AUTH (hidden)'],
  ['auth me secret', 'auth (hidden) (hidden)'],
  ['AUHT secret', 'AUHT (hidden)'],
  ['aut me secret', 'aut (hidden) (hidden)'],
  ['autth secret', 'autth (hidden)'],
  ['HELLO 3 AUTH me secret SETNAME x', 'HELLO 3 AUTH (hidden) (hidden) SETNAME x'],
  ['ACL SETUSER bob on >secret #abc ~* +@all', 'ACL SETUSER bob on (hidden) (hidden) ~* +@all'],
  ['CONFIG SET maxmemory 1gb requirepass secret', 'CONFIG SET maxmemory 1gb requirepass (hidden)'],
  ['CONFIG SET tls-key-file-pass secret', 'CONFIG SET tls-key-file-pass (hidden)'],
  ['SENTINEL SET main auth-pass secret', 'SENTINEL SET main auth-pass (hidden)'],
  [
    'MIGRATE h 1 "" 0 10 COPY AUTH2 me secret KEYS a',
    'MIGRATE h 1 "" 0 10 COPY AUTH2 (hidden) (hidden) KEYS a',
  ],
  ['HELLO 3 SETNAME auth AUTH me secret', 'HELLO 3 SETNAME auth (hidden) (hidden) (hidden)'],
  ['MIGRATE h 1 auth 0 10 AUTH secret', 'MIGRATE h 1 auth (hidden) 10 AUTH (hidden)'],
  [String.raw`ACL SETUSER bob ">\xff\xfe" on`, 'ACL SETUSER bob (hidden) on'],
])('hides the passwords of %s', (line, shown) => {
  expect(withoutSecrets(line)).toEqual({ line: shown, isSecret: true });
});

test.each([
  'SET auth secret',
  'PUT a b',
  'HASH a',
  'CONFIG GET requirepass',
  'ACL SETUSER bob on ~*',
  'HELLO 3',
])('keeps %s', line => {
  expect(withoutSecrets(line)).toEqual({ line, isSecret: false });
});
