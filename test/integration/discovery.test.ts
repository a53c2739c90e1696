import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { discover, type FoundServer } from '#engine/connections/discovery/discover.ts';
import { findInDocker, isRedisImage } from '#engine/connections/discovery/docker.ts';
import { findOnPorts } from '#engine/connections/discovery/ports.ts';
import { freePort, startRedisServer, type TestServer } from '../support/redis-server.ts';

let open: TestServer;
let locked: TestServer;
beforeAll(async () => {
  open = await startRedisServer();
  locked = await startRedisServer(['--requirepass', 's3cret-word']);
});
afterAll(async () => {
  await open.stop();
  await locked.stop();
});

describe('ports', () => {
  test('are found by a real PING; what is no Redis is not', async () => {
    const web = createTcpServer(socket =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ).listen(0, '127.0.0.1');
    const silent = createTcpServer(() => {}).listen(0, '127.0.0.1');
    for (const server of [web, silent])
      if (!server.listening) await new Promise(resolve => server.once('listening', resolve));
    const portOf = (server: { address(): unknown }) => (server.address() as { port: number }).port;
    const found = await findOnPorts([open.port, locked.port, portOf(web), portOf(silent), await freePort()]);
    web.close();
    silent.close();
    expect(found.map(({ label, note }) => [label, note])).toEqual([
      [`127.0.0.1:${open.port}`, ''],
      [`127.0.0.1:${locked.port}`, 'wants a password'],
    ]);
  });
});

describe('Docker', () => {
  let folder: string;
  let engine: Server | undefined;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-docker-'))));
  afterEach(() => {
    engine?.closeAllConnections();
    engine?.close();
    engine = undefined;
    rmSync(folder, { recursive: true });
  });

  /** A stand-in for the engine's socket API: answers the container list with this. */
  async function dockerAnswering(status: number, body: string): Promise<NodeJS.ProcessEnv> {
    const socketPath = join(folder, 'docker.sock');
    engine = createServer((request, response) => {
      if (request.url === '/containers/json') response.writeHead(status).end(body);
      else response.writeHead(404).end();
    }).listen(socketPath);
    await new Promise(resolve => engine!.once('listening', resolve));
    return { DOCKER_HOST: `unix://${socketPath}` };
  }

  const container = (name: string, image: string, ports: object[]) => ({
    Id: `id-${name}`,
    Names: [`/${name}`],
    Image: image,
    Ports: ports,
  });

  test('containers of Redis and Valkey images with a published port are found, by their names', async () => {
    const env = await dockerAnswering(
      200,
      JSON.stringify([
        container('cache', 'redis:7-alpine', [
          { IP: '0.0.0.0', PrivatePort: 6379, PublicPort: 32768, Type: 'tcp' },
          { IP: '::', PrivatePort: 6379, PublicPort: 32768, Type: 'tcp' },
        ]),
        container('queue', 'docker.io/valkey/valkey:8', [
          { IP: '127.0.0.1', PrivatePort: 6379, PublicPort: 6390, Type: 'tcp' },
        ]),
        container('inner', 'redis', [{ PrivatePort: 6379, Type: 'tcp' }]),
        container('web', 'nginx', [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }]),
      ]),
    );
    const found = await findInDocker(env);
    expect(found.map(({ label, note, target }) => [label, note, target.address])).toEqual([
      ['cache', 'redis:7-alpine', { kind: 'tcp', host: '127.0.0.1', port: 32768 }],
      ['queue', 'docker.io/valkey/valkey:8', { kind: 'tcp', host: '127.0.0.1', port: 6390 }],
    ]);
  });

  test.each([
    [500, '{"message":"oops"}', /answered 500/],
    [200, 'not json', /not JSON/],
    [200, '{"a":1}', /does not understand/],
  ])('one that answers %i %s is a problem, not a crash', async (status, body, words) => {
    const env = await dockerAnswering(status, body);
    await expect(findInDocker(env)).rejects.toThrow(words);
  });

  test('one that never answers is a problem within two seconds', async () => {
    const socketPath = join(folder, 'docker.sock');
    engine = createServer(() => {}).listen(socketPath);
    await expect(findInDocker({ DOCKER_HOST: `unix://${socketPath}` })).rejects.toThrow(/no answer in time/);
  });

  test('none is no problem', async () => {
    expect(await findInDocker({ DOCKER_HOST: `unix://${join(folder, 'nothing.sock')}` })).toEqual([]);
  });

  test.each([
    ['redis', true],
    ['redis/redis-stack-server:latest', true],
    ['bitnami/valkey:8.0', true],
    ['registry.example.org:5000/team/redis@sha256:0123456789abcdef', true],
    ['my-redis', true],
    ['postgres', false],
    ['rediscover', false],
  ])('the image %s is one of Redis: %s', (image, expected) => expect(isRedisImage(image)).toBe(expected));
});

describe('all sources together', () => {
  async function all(env: NodeJS.ProcessEnv, ports: number[]) {
    let last: { servers: FoundServer[]; problems: string[]; finished: boolean } | undefined;
    for await (const progress of discover({ env, ports })) last = progress;
    return last!;
  }
  const noDocker = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

  test('name a server once, by what knows most of it, and keep its password inside', async () => {
    const url = `redis://:s3cret-word@127.0.0.1:${locked.port}`;
    const { servers, finished } = await all({ ...noDocker, REDIS_URL: url }, [open.port, locked.port]);
    expect(finished).toBe(true);
    expect(servers.map(({ finding }) => finding.label)).toEqual(['REDIS_URL', `127.0.0.1:${open.port}`]);
    expect(servers[0]!.password).toBe('s3cret-word');
    expect(JSON.stringify(servers[0]!.finding)).not.toContain('s3cret-word');
  });

  test('a source that fails is told beside what the others found', async () => {
    const { servers, problems } = await all({ ...noDocker, REDIS_URL: 'redis://host:99999' }, [open.port]);
    expect(servers).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining('REDIS_URL')]);
  });

  test('take two seconds at most', async () => {
    const silent = createTcpServer(() => {}).listen(0, '127.0.0.1');
    await new Promise(resolve => silent.once('listening', resolve));
    const startedAt = performance.now();
    await all(noDocker, [(silent.address() as { port: number }).port]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    silent.close();
  });
});
