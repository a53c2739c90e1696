import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { targetSchema, type Target, type TlsSettings } from '#shared/redis/target.ts';
import { testConnection } from '#engine/connections/connection-test.ts';
import { runCommand } from '../support/command-line.ts';
import { createCertificates, type TestCertificates } from '../support/certificates.ts';
import { freePort, hasTls, startRedisServer, type TestServer } from '../support/redis-server.ts';

const signal = new AbortController().signal;
const tryIt = (target: Target, password?: string) => testConnection(target, password, signal);

describe('a server without a password', () => {
  let server: TestServer;
  let socket: string;
  beforeAll(async () => {
    socket = join(await mkdtemp(join(tmpdir(), 'millrace-socket-')), 'redis.sock');
    server = await startRedisServer(['--unixsocket', socket]);
  });
  afterAll(async () => {
    await server.stop();
    await rm(join(socket, '..'), { recursive: true });
  });

  test('is described', async () => {
    const result = await tryIt(server.target());
    expect(result).toMatchObject({
      ok: true,
      warnings: [],
      server: { mode: 'standalone', role: 'master', user: 'default' },
    });
  });

  test('is reached through its unix socket', async () => {
    const target = targetSchema.parse({ address: { kind: 'socket', path: socket } });
    expect(await tryIt(target)).toMatchObject({ ok: true });
  });

  test('does not want one', async () => {
    expect(await tryIt(server.target(), 'secret')).toMatchObject({
      ok: false,
      stage: 'auth',
      message: expect.stringContaining('no password'),
    });
  });

  test('says when the database does not exist', async () => {
    expect(await tryIt(server.target({ db: 99 }))).toMatchObject({ ok: false, stage: 'select' });
  });

  test('speaks no TLS', async () => {
    const tls: TlsSettings = { ca: '', cert: '', key: '', serverName: '', verify: true };
    const result = await tryIt(server.target({ tls, connectTimeoutMs: 1_000 }));
    expect(result).toMatchObject({ ok: false, stage: 'tls' });
  });
});

describe('users', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedisServer(['--requirepass', 's3cret-word']);
    await server.ask('ACL', 'SETUSER', 'reader', 'on', '>pass', '~*', '&*', '+@read', '-ping', '-info');
    await server.ask('ACL', 'SETUSER', 'nobody', 'on', '>pass', '~*', '-@all', '+ping');
  });
  afterAll(() => server.stop());

  test('the right password opens', async () => {
    expect(await tryIt(server.target(), 's3cret-word')).toMatchObject({ ok: true });
  });

  test.each([
    ['no password', undefined, 'wants a password'],
    ['a wrong password', 'falsch', 'wrong'],
  ])('%s does not', async (_, password, words) => {
    expect(await tryIt(server.target(), password)).toMatchObject({
      ok: false,
      stage: 'auth',
      message: expect.stringContaining(words),
    });
  });

  test('an unknown user is told like a wrong password', async () => {
    expect(await tryIt(server.target({ username: 'nemo' }), 'x')).toMatchObject({ ok: false, stage: 'auth' });
  });

  test('a user who may not PING or INFO is let in, and HELLO says what INFO does not', async () => {
    const result = await tryIt(server.target({ username: 'reader' }), 'pass');
    expect(result).toMatchObject({ ok: true, server: { role: 'master', missing: ['INFO'] } });
  });

  test('a denied command is named', async () => {
    const result = await tryIt(server.target({ username: 'nobody', db: 1 }), 'pass');
    expect(result).toMatchObject({ ok: false, stage: 'select', message: expect.stringContaining('SELECT') });
  });
});

describe.skipIf(!hasTls())('TLS (of a server that was built with it)', () => {
  let folder: string;
  let certificates: TestCertificates;
  let server: TestServer;
  let strict: TestServer;
  let tlsPort: number;
  let strictPort: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-tls-'));
    certificates = await createCertificates(folder);
    const files = [
      '--tls-cert-file',
      certificates.cert,
      '--tls-key-file',
      certificates.key,
      '--tls-ca-cert-file',
      certificates.ca,
    ];
    tlsPort = await freePort();
    server = await startRedisServer([...files, '--tls-port', String(tlsPort), '--tls-auth-clients', 'no']);
    strictPort = await freePort();
    strict = await startRedisServer([
      ...files,
      '--tls-port',
      String(strictPort),
      '--tls-auth-clients',
      'yes',
    ]);
  });
  afterAll(async () => {
    await server.stop();
    await strict.stop();
    await rm(folder, { recursive: true });
  });

  function target(change: Partial<TlsSettings>, port = tlsPort, host = '127.0.0.1'): Target {
    const tls = { ca: '', cert: '', key: '', serverName: '', verify: true, ...change };
    return targetSchema.parse({ address: { kind: 'tcp', host, port }, tls, connectTimeoutMs: 2_000 });
  }

  test('works with the CA as a file or as text', async () => {
    expect(await tryIt(target({ ca: certificates.ca }))).toMatchObject({ ok: true, warnings: [] });
    expect(await tryIt(target({ ca: certificates.caText }))).toMatchObject({ ok: true });
  });

  test('an unknown CA is refused, and told', async () => {
    expect(await tryIt(target({}))).toMatchObject({
      ok: false,
      stage: 'tls',
      message: expect.stringContaining('CA'),
    });
  });

  test('an authority that the machine trusts is trusted, in a pipeline as well', async () => {
    const file = join(folder, 'pipeline.json');
    const pipeline = {
      name: 'trusting',
      source: { type: 'generator', payload: 'x', count: 1 },
      decode: 'none',
      sinks: [{ type: 'stream', key: 'trusted' }],
    };
    await writeFile(file, JSON.stringify(pipeline));
    const env = { REDIS_URL: `rediss://127.0.0.1:${tlsPort}` };
    const stranger = await runCommand(['run', file], env);
    expect(stranger).toMatchObject({ code: 1, stderr: expect.stringContaining('CA') as string });
    // Where the store of the system is, on Linux; elsewhere it is not a test's to change.
    if (process.platform !== 'linux') return;
    expect(await runCommand(['run', file], { ...env, SSL_CERT_FILE: certificates.ca })).toMatchObject({
      code: 0,
    });
    expect(await server.ask('XLEN', 'trusted')).toBe('1');
  });

  test('without verification it opens with a warning', async () => {
    const result = await tryIt(target({ verify: false }));
    expect(result).toMatchObject({ ok: true, warnings: [expect.stringContaining('not verified')] });
  });

  test('a certificate for another name is refused, unless that name is given', async () => {
    const wrong = await tryIt(target({ ca: certificates.ca, serverName: 'redis.example.org' }));
    expect(wrong).toMatchObject({
      ok: false,
      stage: 'tls',
      message: expect.stringContaining('another name'),
    });
    expect(await tryIt(target({ ca: certificates.ca, serverName: 'localhost' }))).toMatchObject({ ok: true });
  });

  test('a client certificate is asked for, and taken', async () => {
    const without = await tryIt(target({ ca: certificates.ca }, strictPort));
    expect(without).toMatchObject({
      ok: false,
      stage: 'tls',
      message: expect.stringContaining('client certificate'),
    });
    const { ca, clientCert: cert, clientKey: key } = certificates;
    expect(await tryIt(target({ ca, cert, key }, strictPort))).toMatchObject({ ok: true });
  });

  test('a file that cannot be read is named', async () => {
    expect(await tryIt(target({ ca: '/nowhere/ca.pem' }))).toMatchObject({
      ok: false,
      stage: 'input',
      message: expect.stringContaining('/nowhere/ca.pem'),
    });
  });

  test('a plain connection to a TLS port is told so', async () => {
    const plain = targetSchema.parse({
      address: { kind: 'tcp', host: '127.0.0.1', port: tlsPort },
      connectTimeoutMs: 1_000,
    });
    const told = {
      ok: false,
      stage: 'protocol',
      unused: ['dns', 'tls', 'auth', 'select'],
      message: expect.stringContaining('TLS') as string,
    };
    expect(await tryIt(plain)).toMatchObject(told);
    // Nor was a password refused, as nobody answered it.
    expect(await tryIt(plain, 'secret')).toMatchObject({ ...told, unused: ['dns', 'tls', 'select'] });
  });
});

describe('what is no Redis', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  async function listen(onConnection: (socket: Socket) => void): Promise<Target> {
    const server = createServer(onConnection).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    return targetSchema.parse({ address: { kind: 'tcp', host: '127.0.0.1', port }, connectTimeoutMs: 400 });
  }

  test('a web server', async () => {
    const target = await listen(socket =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect(await tryIt(target)).toMatchObject({
      ok: false,
      stage: 'protocol',
      message: expect.stringContaining('protocol'),
    });
  });

  test('a server that greets first', async () => {
    const target = await listen(socket => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await tryIt(target)).toMatchObject({ ok: false, stage: 'protocol' });
  });

  test('a server that never answers', async () => {
    const target = await listen(() => {});
    expect(await tryIt(target)).toMatchObject({
      ok: false,
      stage: 'protocol',
      message: expect.stringContaining('0.4 s'),
    });
  });

  test('a server that hangs up', async () => {
    const target = await listen(socket => socket.destroy());
    expect(await tryIt(target)).toMatchObject({
      ok: false,
      message: expect.stringContaining('closed the connection'),
    });
  });

  test('a port where nothing listens', async () => {
    const target = targetSchema.parse({
      address: { kind: 'tcp', host: '127.0.0.1', port: await freePort() },
    });
    expect(await tryIt(target)).toMatchObject({
      ok: false,
      stage: 'connect',
      message: expect.stringContaining('Nothing listens'),
    });
  });

  test('a host name that does not exist', async () => {
    const target = targetSchema.parse({ address: { kind: 'tcp', host: 'nowhere.invalid', port: 6379 } });
    expect(await tryIt(target)).toMatchObject({
      ok: false,
      stage: 'dns',
      message: expect.stringContaining('nowhere.invalid'),
    });
  });

  test('a socket file that does not exist', async () => {
    const target = targetSchema.parse({ address: { kind: 'socket', path: '/nowhere/redis.sock' } });
    expect(await tryIt(target)).toMatchObject({
      ok: false,
      stage: 'connect',
      message: expect.stringContaining('/nowhere/redis.sock'),
    });
  });
});
