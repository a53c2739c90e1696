import { expect, test } from 'vitest';
import { proxyFor } from './environment-proxy.ts';

const url = 'http://feed.example/stream';

test.each([
  [{}, null],
  [{ HTTP_PROXY: 'http://proxy.example:3128' }, 'http://proxy.example:3128/'],
  [{ http_proxy: 'proxy.example:3128' }, 'http://proxy.example:3128/'],
  [{ ALL_PROXY: 'http://proxy.example' }, 'http://proxy.example/'],
  [{ HTTPS_PROXY: 'http://proxy.example' }, null],
  // Only `fetch` speaks SOCKS.
  [{ ALL_PROXY: 'socks5://proxy.example' }, null],
  [{ HTTP_PROXY: 'http://' }, null],
])('%j', (env, proxy) => expect(proxyFor(url, env)).toBe(proxy));

test.each([
  ['*', true],
  ['feed.example', true],
  ['FEED.example:80', true],
  ['feed.example:8080', false],
  ['.example', true],
  ['*.example', true],
  ['example', false],
  ['other.example feed.example', true],
  ['1.1.1.1-1.1.1.9', false],
])('NO_PROXY=%s leaves out feed.example: %s', (NO_PROXY, isLeftOut) =>
  expect(proxyFor(url, { HTTP_PROXY: 'http://proxy.example', NO_PROXY }) === null).toBe(isLeftOut),
);

test.each([
  ['1.1.1.5', true],
  ['1.1.1.10', false],
])('a range leaves out %s: %s', (address, isLeftOut) => {
  const env = { HTTP_PROXY: 'http://proxy.example', NO_PROXY: '1.1.1.1-1.1.1.9' };
  expect(proxyFor(`http://${address}/`, env) === null).toBe(isLeftOut);
});

test.each(['http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]/'])(
  '%s is this machine: never through a proxy',
  own => expect(proxyFor(own, { HTTP_PROXY: 'http://proxy.example' })).toBeNull(),
);
