import { request } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { askPing } from '#engine/connections/discovery/ports.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { answered } from '../support/answered.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let redis: TestServer;
let host: BrowserHost;
beforeAll(async () => {
  redis = await startRedisServer();
  host = await startBrowserHost(['--redis', redis.url]);
}, 120_000);
afterAll(async () => {
  await host.stop();
  await redis.stop();
});

function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host.port, path, method, headers }, response => {
      let body = '';
      response.on('data', chunk => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** The status of an upgrade that is refused, or the open socket. */
function upgrade(headers: Record<string, string>): Promise<number | WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode!));
    socket.once('error', reject);
  });
}
const openSocket = async () => (await upgrade({ Origin: host.origin })) as WebSocket;
const closed = (socket: WebSocket) =>
  new Promise<{ code: number; reason: string }>(resolve =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );

describe('the page', () => {
  test('names what its first drawing needs, so that fonts and styles load beside the script', async () => {
    const { body } = await get('/');
    const named = (rel: string) =>
      [...body.matchAll(new RegExp(`<link rel="${rel}"[^>]* href="\\.([^"]+)"`, 'g'))].map(
        ([, path]) => path!,
      );
    const fonts = named('preload');
    expect(fonts).toEqual([
      expect.stringMatching(/inter-latin-/),
      expect.stringMatching(/jetbrains-mono-latin-/),
    ]);
    const styles = named('stylesheet');
    expect(styles).toHaveLength(1);
    expect((await get(styles[0]!)).body).toContain(fonts[0]!.replace('/assets/', ''));
    const scripts = named('modulepreload');
    expect(scripts).toContainEqual(expect.stringMatching(/start-/));
    for (const path of [...fonts, ...scripts]) expect((await get(path)).status, path).toBe(200);
  });

  test('comes with its policy and nothing that lets others in', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(body).toContain('<div id="root">');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe-eval/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each(['evil.example', `evil.example:1`, '127.0.0.1.evil.example', '192.168.1.20'])(
    'is not given to the host name "%s"',
    async name => {
      expect((await get('/', { Host: name })).status).toBe(403);
    },
  );

  test('is given to localhost', async () => {
    expect((await get('/', { Host: `localhost:${host.port}` })).status).toBe(200);
  });

  test.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/....//package.json',
    '/.git/config',
  ])('does not lead outside (%s)', async path => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).not.toContain('millrace"');
  });

  test('takes nothing but GET', async () => {
    expect((await get('/', {}, 'POST')).status).toBe(405);
  });

  test('is served on the loopback only', async () => {
    const listening = await new Promise<boolean>(resolve => {
      const socket = connectTcp({ host: '127.0.0.2', port: host.port });
      socket.once('connect', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => resolve(false));
    });
    expect(listening).toBe(false);
  });
});

describe('the engine', () => {
  test.each([
    ['no Origin', {}],
    ['a foreign Origin', { Origin: 'https://evil.example' }],
    ['the Origin of another port', { Origin: 'http://127.0.0.1:1' }],
    ['a rebound name, even with a matching Origin', { Host: 'evil.example', Origin: 'http://evil.example' }],
  ])('refuses an upgrade with %s before it happens', async (_, headers) => {
    expect(await upgrade(headers as Record<string, string>)).toBe(403);
  });

  test.each([
    ['no token', undefined],
    ['a wrong token', 'x'.repeat(43)],
  ])('says nothing to a page with %s', async (_, token) => {
    const socket = await openSocket();
    const options = token === undefined ? {} : { token };
    await expect(connect(streamsOf(contract), webSocketChannel(socket), options)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('serves a page with the token, until it leaves', async () => {
    const page = await connect(streamsOf(contract), webSocketChannel(await openSocket()), {
      token: host.token,
    });
    expect(await page.client.app.info()).toMatchObject({ host: 'browser' });
    for await (const overview of page.client.connections.watch()) {
      if (overview.open[0]?.state.state !== 'ready') continue;
      expect(overview.profiles[0]!.name).toBe('redis');
      break;
    }
    page.close();
  });

  test('ends a page that sends too much at once', async () => {
    const socket = await openSocket();
    await connect(streamsOf(contract), webSocketChannel(socket), { token: host.token });
    const ended = closed(socket);
    socket.send(Buffer.alloc(64 * 2 ** 20 + 1));
    expect((await ended).code).toBe(1009);
  });

  test('ends a page that sends what is no frame', async () => {
    const socket = await openSocket();
    const ended = closed(socket);
    socket.send('hello');
    expect((await ended).code).toBe(1003);
  });

  test('ends a page that asks before it said who it is', async () => {
    const socket = await openSocket();
    const channel = webSocketChannel(socket);
    const refused = new Promise(resolve => channel.onMessage(resolve));
    channel.post({ t: 'request', id: 1, method: 'app.info', input: undefined });
    expect(await refused).toMatchObject({ t: 'refused', error: { code: 'unauthorized' } });
  });
});

describe('the process', () => {
  test('ends in order on SIGTERM, with its sandbox, within five seconds', async () => {
    const other = await startBrowserHost([], { DOCKER_HOST: 'unix:///nowhere' });
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/engine`, {
      headers: { Origin: other.origin },
    });
    await new Promise(resolve => socket.once('open', resolve));
    const page = await connect(streamsOf(contract), webSocketChannel(socket), { token: other.token });
    await page.client.connections.startSandbox();
    let port = 0;
    for await (const { sandbox } of page.client.connections.watch()) {
      if (sandbox.state !== 'running') continue;
      port = Number(new URL(sandbox.url).port);
      break;
    }
    await answered(port);
    const { code, elapsedMs } = await other.stop();
    expect(code).toBe(0);
    expect(elapsedMs).toBeLessThan(5_000);
    expect(
      await until(
        () => askPing('127.0.0.1', port, 200),
        answer => answer === undefined,
      ),
    ).toBeUndefined();
  });

  test.each([
    [['--port', 'abc'], /from 0 to 65535/],
    [['--port', '70000'], /from 0 to 65535/],
    [['--redis', 'http://x'], /redis:\/\//],
    [['--frobnicate'], /frobnicate/],
  ])('%s is refused with what is allowed', async (args, words) => {
    await expect(startBrowserHost(args)).rejects.toThrow(words);
    await expect(startBrowserHost(args)).rejects.toThrow(/ended with 2/);
  });

  test('a port in use is named', async () => {
    await expect(startBrowserHost(['--port', String(redis.port)])).rejects.toThrow(/in use/);
  });
});
