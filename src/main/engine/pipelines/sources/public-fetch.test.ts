import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchPublic, isPublicAddress, publicFetch, refusePrivate, type Resolve } from './public-fetch.ts';

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
])('%s is not public', address => expect(isPublicAddress(address)).toBe(false));

test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is public', address =>
  expect(isPublicAddress(address)).toBe(true),
);

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-host': request.headers.host ?? '' });
    response.end('data: 1\n\n');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

const init = () => ({ headers: {}, signal: AbortSignal.timeout(10_000), redirect: 'manual' as const });

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
