import { expect, test } from 'vitest';
import { OwnNames } from './own-names.ts';

const loopback = new OwnNames({ host: '127.0.0.1', port: 0, names: [] });
const open = new OwnNames({ host: '0.0.0.0', port: 8080, names: ['millrace.lan'] });

test.each([
  ['127.0.0.1:8080', true, true],
  ['localhost:8080', true, true],
  // Behind ssh -L, or published under another port; a browser leaves port 80 out.
  ['localhost:9000', true, true],
  ['127.0.0.1', true, true],
  ['192.168.1.20:8080', false, true],
  ['[fd00::1]:8080', false, true],
  ['192.168.1.20', false, true],
  ['millrace.lan', false, true],
  ['MILLRACE.lan:443', false, true],
  // A name of somebody else that resolves to us.
  ['evil.example:8080', false, false],
  ['127.0.0.1.evil.example:8080', false, false],
  ['localhost.evil.example', false, false],
  ['', false, false],
  ['a:b:c', false, false],
  [undefined, false, false],
])('%s: on the loopback %s, on a host for others %s', (header, alone, others) => {
  expect(loopback.include(header)).toBe(alone);
  expect(open.include(header)).toBe(others);
});
