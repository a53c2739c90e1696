import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetSchema, type Target } from '#shared/redis/target.ts';
import { RedisClient, type Argument, type Reply } from '#engine/connections/redis-client.ts';
import { findRedisServer } from '../../scripts/find-programs.mjs';
import { startProxy } from './tcp-proxy.ts';

/** Set to find the tests that hold only where a server answers at once: `url` and `target` lead to a slow line then, `port` and `ask` do not. */
const LATENCY_MS = Number(process.env.MILLRACE_TEST_SERVER_LATENCY_MS ?? 0);

/** A real server of a test's own, on a free port of the loopback, gone with `stop`. */
export interface TestServer {
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  readonly url: string;
  target(overrides?: Partial<Target>): Target;
  /** A second opinion: one command on a client of its own, never through the code under test. */
  ask(name: string, ...args: Argument[]): Promise<Reply>;
  /** Ends the process; with SIGKILL as a crash does. The port stays reserved for `restart`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the server was built with TLS. Without a certificate it does not start; one that lacks TLS says so, in the words of its version. */
export function hasTls(): boolean {
  const program = findRedisServer();
  if (!program) return false;
  const { stdout, stderr } = spawnSync(program.path, ['--port', '0', '--tls-port', '1'], {
    timeout: 10_000,
    encoding: 'utf8',
  });
  return !/Failed finding TLS support|Missing implement of connection type tls|Bad directive/.test(
    stdout + stderr,
  );
}

export async function startRedisServer(args: string[] = []): Promise<TestServer> {
  const program = findRedisServer();
  if (!program) throw new Error('No redis-server. Install one, or set MILLRACE_REDIS_SERVER.');
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  let port = await freePort();
  const password = valueOf(args, '--requirepass');
  const fixed = ['--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no'];
  const settings = [...fixed, ...(args.includes('--save') ? [] : ['--save', '']), ...args];
  let child: ChildProcess;
  let asking: RedisClient | undefined;

  /** Its own word that it is ready, and not that somebody answers: another test may have been given the same port. */
  async function start(): Promise<void> {
    child = spawn(program!.path, ['--port', String(port), ...settings], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        log += chunk;
        if (/ready to accept connections/i.test(log)) resolve();
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server did not start: ${log}`)));
    });
  }

  async function kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    asking?.close();
    asking = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  for (let attempt = 1; ; attempt++) {
    try {
      await start();
      break;
    } catch (error) {
      if (attempt === 5 || !/in use/.test(String(error))) throw error;
      port = await freePort();
    }
  }
  const line = LATENCY_MS > 0 ? await startProxy(port) : null;
  line?.behave({ latencyMs: LATENCY_MS });
  const targetAt = (to: number, overrides: Partial<Target> = {}): Target =>
    targetSchema.parse({ address: { kind: 'tcp', host: '127.0.0.1', port: to }, ...overrides });
  return {
    port,
    folder,
    url: `redis://127.0.0.1:${line?.port ?? port}`,
    get pid() {
      return child.pid!;
    },
    target: overrides => targetAt(line?.port ?? port, overrides),
    async ask(name, ...args) {
      if (!asking || asking.closed)
        asking = await RedisClient.open(targetAt(port), { purpose: 'test', password, blocking: true });
      return asking.call(name, ...args);
    },
    kill,
    restart: start,
    async stop() {
      await line?.stop();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}

function valueOf(args: string[], option: string): string | undefined {
  const index = args.indexOf(option);
  return index < 0 ? undefined : args[index + 1];
}
