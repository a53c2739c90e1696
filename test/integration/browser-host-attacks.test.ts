import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { encodeFrame } from '#shared/rpc/codec.ts';
import { Admission } from '../../src/main/browser-host/admission.ts';
import { openWindow } from '../../src/main/browser-host/open-window.ts';
import { builtPage } from '../../src/main/browser-host/page-files.ts';
import { webSocketChannel } from '../../src/main/browser-host/web-socket-channel.ts';
import { answered } from '../support/answered.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let redis: TestServer;
let host: BrowserHost;
let folder: string;
beforeAll(async () => {
  redis = await startRedisServer();
  host = await startBrowserHost(['--redis', redis.url]);
  folder = mkdtempSync(join(tmpdir(), 'millrace-attacks-'));
}, 120_000);
afterAll(async () => {
  await host.stop();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    request({ host: '127.0.0.1', port: host.port, path, method, headers }, response => {
      let text = '';
      response.on('data', chunk => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}
async function openSocket(headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, {
    headers: { Origin: host.origin, ...headers },
  });
  await once(socket, 'open');
  return socket;
}
const closing = (socket: WebSocket) =>
  new Promise<number>(resolve => {
    socket.on('error', () => {});
    socket.once('close', code => resolve(code));
  });
/** The host lives and serves who has the token. */
async function expectAlive(): Promise<void> {
  const page = await connect(streamsOf(contract), webSocketChannel(await openSocket()), {
    token: host.token,
  });
  expect(await page.client.app.info()).toMatchObject({ host: 'browser' });
  page.close();
}

describe('without a token nobody ends it', () => {
  test('with a Range that ends before it begins', async () => {
    for (const range of ['bytes=5-1', 'bytes=-', 'bytes=99999999999-', 'bytes=a-b,c'])
      expect((await ask('/', { Range: range })).status).toBe(200);
    await expectAlive();
  });

  test.each([[7], [{ length: 43 }], [['x']], [true], [null]])(
    'with the token %j in the hello',
    async token => {
      const socket = await openSocket();
      const closed = closing(socket);
      socket.send(encodeFrame({ t: 'hello', version: 1, token }));
      await closed;
      await expectAlive();
    },
  );

  test.each([
    { t: 'request', id: 'x', method: 7 },
    { t: 'credit', id: 1, n: 'many' },
    { t: 'request', id: 2 ** 53, method: 'app.info' },
  ])('with the message %j', async message => {
    const socket = await openSocket();
    const closed = closing(socket);
    socket.send(encodeFrame(message));
    await closed;
    await expectAlive();
  });

  test('with upgrades of a foreign origin that are reset, five thousand times', async () => {
    const attack = () =>
      new Promise<void>(resolve => {
        const socket: Socket = connectTcp({ host: '127.0.0.1', port: host.port }, () => {
          socket.write(
            `GET /engine HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://evil.example\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
          );
          setImmediate(() => socket.resetAndDestroy());
        });
        socket.on('error', () => {});
        socket.once('close', () => resolve());
      });
    for (let round = 0; round < 50; round++) await Promise.all(Array.from({ length: 100 }, attack));
    await expectAlive();
    expect(host.child.exitCode).toBeNull();
  }, 60_000);

  test('with a page that was built anew under it: it keeps what it serves in memory', async () => {
    const built = mkdtempSync(join(folder, 'page-'));
    writeFileSync(join(built, 'index.html'), '<p>old</p>');
    const page = builtPage(built);
    rmSync(built, { recursive: true });
    const said: unknown[] = [];
    const response = {
      setHeader: () => {},
      writeHead: (status: number) => said.push(status),
      end: (bytes: Buffer) => said.push(String(bytes)),
    };
    page({ url: '/', headers: {} } as never, response as never, () => said.push('next'));
    page({ url: '/constructor', headers: {} } as never, response as never, () => said.push('next'));
    expect(said).toEqual([200, '<p>old</p>', 'next']);
  });
});

describe('without a token nobody fills it', () => {
  test('more than four kilobytes end the socket', async () => {
    const socket = await openSocket();
    const closed = closing(socket);
    socket.send(Buffer.alloc(5_000));
    expect(await closed).toBe(1006);
  });

  test('silence of two seconds ends it', async () => {
    const startedAt = performance.now();
    await closing(await openSocket());
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('the thirty-third stranger waits outside, and those who have shown their token do not count', async () => {
    const page = await connect(streamsOf(contract), webSocketChannel(await openSocket()), {
      token: host.token,
    });
    const strangers = await Promise.all(Array.from({ length: 32 }, () => openSocket()));
    await expect(openSocket()).rejects.toThrow('503');
    const gone = strangers.map(closing);
    for (const socket of strangers) socket.terminate();
    await Promise.all(gone);
    await until(
      () =>
        expectAlive().then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    page.close();
  });
});

describe('a session', () => {
  const exchange = (token: string, origin = host.origin) => ask('/session', { Origin: origin }, token);
  const hello = async (cookie: string | undefined, token: string) => {
    const socket = await openSocket(cookie === undefined ? {} : { Cookie: cookie });
    const page = await connect(streamsOf(contract), webSocketChannel(socket), { token });
    page.close();
  };

  test('is given for the token, to the page alone; it takes both halves, in every tab', async () => {
    const { status, headers, body: key } = await exchange(host.token);
    expect(status).toBe(200);
    const [cookie] = headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^millrace-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/engine$/);
    const pair = cookie!.split(';')[0]!;
    expect(key).not.toBe(pair.split('=')[1]);
    await hello(`other=1; ${pair}`, key);
    await hello(pair, key);
    await expect(hello(undefined, key)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(hello(pair, 'x')).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(hello(`${pair.split('=')[0]}=x`, key)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test.each([
    ['a wrong token', () => exchange('x'.repeat(43)), 401],
    ['no token', () => exchange(''), 401],
    ['a foreign origin', () => exchange(host.token, 'http://evil.example'), 403],
  ])('is not given for %s', async (_, asked, status) => {
    const answer = await asked();
    expect(answer.status).toBe(status);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a body without end is cut off', async () => {
    await expect(ask('/session', { Origin: host.origin }, 'x'.repeat(1_000_000))).rejects.toThrow();
    await expectAlive();
  });

  test('a ticket is good once', () => {
    const admission = new Admission();
    const ticket = admission.issueTicket();
    expect(admission.exchange(ticket)).toBeDefined();
    expect(admission.exchange(ticket)).toBeUndefined();
    expect(admission.exchange(admission.token)).toBeDefined();
    expect(admission.exchange(admission.token)).toBeDefined();
  });
});

describe('other users of the machine', () => {
  test('find no token in the arguments of the browser, and cannot read the file that leads to it', async () => {
    const browser = join(folder, 'browser.sh');
    const seen = join(folder, 'arguments');
    writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}.new'\nmv '${seen}.new' '${seen}'\n`);
    chmodSync(browser, 0o755);
    const url = 'http://127.0.0.1:1/#token=secret-ticket';
    expect(
      await openWindow(url, { ...process.env, DISPLAY: ':0', MILLRACE_CHROMIUM: browser }),
    ).toBeUndefined();
    const args = await until(
      () => {
        try {
          return readFileSync(seen, 'utf8');
        } catch {
          return '';
        }
      },
      text => text !== '',
    );
    expect(args).not.toContain('secret-ticket');
    const file = fileURLToPath(/--app=(file:\S+)/.exec(args)![1]!);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).toContain(url);
    rmSync(join(file, '..'), { recursive: true });
  });

  test('cannot put code where the next start looks for it', async () => {
    const cache = mkdtempSync(join(folder, 'cache-'));
    const start = async () =>
      (
        await startBrowserHost(['--redis', redis.url], { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' })
      ).stop();
    await start();
    const own = join(cache, 'millrace/compile');
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(readdirSync(own).length).toBeGreaterThan(0);
    // A folder that others may write to is left alone.
    rmSync(own, { recursive: true });
    await start();
    rmSync(own, { recursive: true });
    chmodSync(join(cache, 'millrace'), 0o777);
    await start();
    expect(readdirSync(own)).toEqual([]);
  }, 60_000);
});

test('whoever launched it is killed: it ends too', async () => {
  const bin = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));
  const home = mkdtempSync(join(folder, 'home-'));
  const launcher = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').spawn(process.execPath, [${JSON.stringify(bin)}, 'serve', '--json', '--redis', ${JSON.stringify(redis.url)}],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })`,
    ],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        MILLRACE_HOME: home,
        MILLRACE_DISCOVERY_PORTS: '',
        DOCKER_HOST: 'unix:///nowhere',
      },
    },
  );
  const [line] = (await once(launcher.stdout, 'data')) as [Buffer];
  const port = Number(new URL((JSON.parse(String(line)) as { url: string }).url).port);
  const listens = () =>
    new Promise<boolean>(resolve => {
      const socket = connectTcp({ host: '127.0.0.1', port });
      socket.once('connect', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => resolve(false));
    });
  expect(await listens()).toBe(true);
  launcher.kill('SIGKILL');
  expect(await until(listens, yes => !yes)).toBe(false);
  await answered(redis.port);
});
