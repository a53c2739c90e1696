import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  fetchPublic,
  isPublicAddress,
  proxyOfImported,
  publicFetch,
  refusePrivate,
  type Resolve,
} from './public-fetch.ts';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '::1',
  '::',
  'fd00::1',
  'fe80::1',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '::169.254.169.254',
  'fec0::1',
])('%s is not public', address => expect(isPublicAddress(address)).toBe(false));

test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is public', address =>
  expect(isPublicAddress(address)).toBe(true),
);

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    const status = Number(request.url!.slice(1)) || 200;
    response.writeHead(status, {
      'content-type': 'text/event-stream',
      'x-host': request.headers.host ?? '',
    });
    response.end('data: 1\n\n');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

const init = () => ({ headers: {}, signal: AbortSignal.timeout(10_000), redirect: 'manual' as const });

test.each([205, 204, 304, 404, 599])('an answer of %i is told as it is', async status => {
  const response = await publicFetch(`http://127.0.0.1:${port}/${status}`, init());
  expect(response.status).toBe(status);
});

test.each([600, 999])('an answer of %i, which HTTP does not have, is an error', async status => {
  const asked = publicFetch(`http://127.0.0.1:${port}/${status}`, init());
  await expect(asked).rejects.toThrow(`answered ${status}`);
});

test.each(['127.0.0.1', 'localhost'])('%s is reached where it is named', async host => {
  const response = await publicFetch(`http://${host}:${port}/`, init());
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(await response.text()).toBe('data: 1\n\n');
});

test.each([
  [['127.0.0.1'], '127.0.0.1'],
  [['1.1.1.1', '169.254.169.254'], '169.254.169.254'],
])('a name that leads to %j is refused', async (addresses, hidden) => {
  const asked = fetchPublic(`http://feed.example:${port}/`, init(), (_name, _options, answer) =>
    answer(
      null,
      addresses.map(address => ({ address, family: 4 })),
    ),
  );
  await expect(asked).rejects.toThrow(`feed.example leads to ${hidden}`);
});

const leadsTo =
  (address: string): Resolve =>
  (_name, _options, answer) =>
    answer(null, [{ address, family: 4 }]);

test("a name in a file of one's own is refused where it leads into the own network, and an address is not", async () => {
  const asked = refusePrivate('http://hook.example/', leadsTo('169.254.169.254'));
  await expect(asked).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringContaining('"private": true'),
  });
  await refusePrivate('http://hook.example/', leadsTo('1.1.1.1'));
  await refusePrivate('http://10.0.0.1/', leadsTo('10.0.0.1'));
  await refusePrivate('http://hook.example/', (_name, _options, answer) =>
    answer(new Error('ENOTFOUND'), []),
  );
});

describe('through the proxy of the environment', () => {
  let proxy: Server;
  let env: Record<string, string>;
  /** What the proxy was asked: an address to forward to, or a host to connect with. */
  let asked: string[];
  beforeAll(async () => {
    proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      request.pipe(response.writeHead(200, { 'content-type': 'text/event-stream' }));
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    env = { HTTP_PROXY: address, HTTPS_PROXY: address };
  });
  afterAll(() => void proxy.close());
  beforeEach(() => (asked = []));

  const unknown: Resolve = (_name, _options, answer) => answer(new Error('ENOTFOUND'), []);

  test.each([
    ['that this machine cannot resolve', unknown],
    ['with a public address', leadsTo('1.1.1.1')],
  ])('a name %s is asked for there', async (_, resolve) => {
    const post = { ...init(), method: 'POST' as const, body: 'a line' };
    const response = await fetchPublic('http://feed.example/stream?x=1', post, resolve, env);
    expect(await response.text()).toBe('a line');
    expect(asked).toEqual(['POST http://feed.example/stream?x=1']);
  });

  test('TLS is spoken with the host itself, in a tunnel', async () => {
    await expect(fetchPublic('https://feed.example/stream', init(), unknown, env)).rejects.toThrow(/403/);
    expect(asked).toEqual(['CONNECT feed.example:443']);
  });

  test('a name that leads into the own network is refused, and the proxy is not asked', async () => {
    const refused = fetchPublic('http://feed.example/', init(), leadsTo('169.254.169.254'), env);
    await expect(refused).rejects.toThrow('feed.example leads to 169.254.169.254');
    expect(asked).toEqual([]);
  });

  test('an address of the own network that the file names is asked directly', async () => {
    const response = await fetchPublic(`http://127.0.0.1:${port}/`, init(), unknown, env);
    expect(response.headers.get('x-host')).toBe(`127.0.0.1:${port}`);
    expect(asked).toEqual([]);
  });

  test.each([
    'http://localhost/',
    'http://name.localhost./',
    'http://10.1.2.3/',
    'http://[::ffff:10.1.2.3]/',
    'http://169.254.169.254/latest',
    'https://127.0.0.2/',
  ])('%s is never asked for there', url => expect(proxyOfImported(url, env)).toBeNull());

  test('what is left out of it is asked directly, and only public addresses of it', async () => {
    const except = { ...env, NO_PROXY: 'other.example, .feed.example' };
    const direct = fetchPublic('http://a.feed.example/', init(), leadsTo('10.0.0.1'), except);
    await expect(direct).rejects.toThrow('a.feed.example leads to 10.0.0.1');
    expect(asked).toEqual([]);
  });

  test('the proxy is named without its password', () => {
    const withPassword = { HTTPS_PROXY: 'http://me:secret@proxy.example:3128' };
    expect(proxyOfImported('https://feed.example/', withPassword)).toBe('proxy.example:3128');
    expect(proxyOfImported('http://feed.example/', withPassword)).toBeNull();
  });
});
