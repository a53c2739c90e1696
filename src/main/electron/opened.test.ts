import { expect, test } from 'vitest';
import { readArguments } from './opened.ts';

const folder = import.meta.dirname;
const file = { kind: 'file', path: import.meta.filename };
const link = { kind: 'address', url: 'redis://localhost:6379' };

test('links, files that are there and --redis are understood; what else Chromium is given is not', () => {
  const args = [
    '--no-sandbox',
    'redis://localhost:6379',
    'opened.test.ts',
    'nowhere.json',
    '--redis',
    'redis://a',
  ];
  expect(readArguments(args, folder)).toEqual({ requests: [link, file], redis: 'redis://a' });
  expect(readArguments(['--redis=redis://b'], folder)).toEqual({ requests: [], redis: 'redis://b' });
});

test('after -- stands what is opened: a link that ends its quotes brings no option', () => {
  const args = [
    '--',
    'redis://localhost:6379',
    '--redis',
    'redis://evil.example',
    '--redis=redis://evil.example',
  ];
  expect(readArguments(args, folder)).toEqual({
    requests: [link, { kind: 'address', url: 'redis://evil.example' }],
    redis: undefined,
  });
  expect(readArguments(['--', 'opened.test.ts'], folder).requests).toEqual([file]);
});
