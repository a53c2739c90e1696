import { spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { heapFlags, leanEnvironment } from '../../bin/lean-heap.mjs';

const bin = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));

/** The product as a user runs it: `millrace serve`, with a settings folder of its own. */
export interface BrowserHost {
  /** With the token in its fragment. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  readonly token: string;
  readonly child: ChildProcess;
  readonly settingsFolder: string;
  /** Standard error so far. */
  log(): string;
  stop(): Promise<{ code: number | null; elapsedMs: number }>;
}

/** How a host is launched, where it is not from the sources of this checkout. */
interface Launch {
  /** The program, instead of `bin/millrace.mjs`. */
  program?: string;
  /** Whether V8 is told how small its heaps are to be, as `npm start` does; else the program sees to it. */
  isLean?: boolean;
  /** Another user, by number. */
  uid?: number;
}

/** @param env beside the environment of the tests; REDIS_URL and the like are taken out of that */
export async function startBrowserHost(
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
  { program = bin, isLean = true, uid }: Launch = {},
): Promise<BrowserHost> {
  const settingsFolder = await mkdtemp(join(tmpdir(), 'millrace-home-'));
  const { REDIS_URL: _url, REDIS_HOST: _host, REDIS_PORT: _port, ...inherited } = leanEnvironment();
  if (uid !== undefined) await chown(settingsFolder, uid, uid);
  const child = spawn(process.execPath, [...(isLean ? heapFlags : []), program, 'serve', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: {
      ...inherited,
      MILLRACE_HOME: settingsFolder,
      // Whoever runs the tests has built it: no host need look for that.
      MILLRACE_SOURCES: '0',
      MILLRACE_VALIDATE: '1',
      // What else runs on this machine is none of the tests' business.
      MILLRACE_DISCOVERY_PORTS: '',
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      ...env,
    },
  });
  let log = '';
  child.stderr.on('data', chunk => (log += chunk));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
      if (output.includes('\n')) resolve((JSON.parse(output) as { url: string }).url);
    });
    child.once('exit', code => reject(new Error(`millrace serve ended with ${code}: ${log}`)));
  });
  const { origin, port, hash } = new URL(url);
  return {
    url,
    origin,
    port: Number(port),
    token: new URLSearchParams(hash.slice(1)).get('token')!,
    child,
    settingsFolder,
    log: () => log,
    async stop() {
      const startedAt = performance.now();
      if (child.exitCode === null && child.signalCode === null) {
        const exited = new Promise(resolve => child.once('exit', resolve));
        child.kill('SIGTERM');
        await exited;
      }
      const elapsedMs = performance.now() - startedAt;
      await rm(settingsFolder, { recursive: true, force: true });
      return { code: child.exitCode, elapsedMs };
    },
  };
}
