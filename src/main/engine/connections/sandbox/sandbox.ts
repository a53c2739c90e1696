import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MillraceError } from '#shared/rpc/errors.ts';
import { askPing } from '../discovery/ports.ts';
import { findOnPath } from './find-on-path.ts';

/** A disposable server: loopback only, a free port, nothing kept on disk. */
export interface Sandbox {
  readonly port: number;
  /** How it runs, for people: the program, or the Docker image. */
  readonly how: string;
  /** Calls back when it ended without being stopped. */
  onExit(listener: (reason: string) => void): void;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;
const DOCKER_START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 3_000;
const DOCKER_IMAGE = 'redis:7-alpine';

/**
 * A shell that runs the server and ends it when its own standard input closes. The input is a pipe from us, so the server goes when we
 * go, however we go: the kernel closes the pipe also of a process that was killed.
 */
const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null & server=$!
{ cat <&3 >/dev/null; kill "$server" 2>/dev/null; } & watch=$!
exec 3<&-
wait "$server"; code=$?
kill "$watch" 2>/dev/null
[ -n "$MILLRACE_SANDBOX_FOLDER" ] && rm -rf "$MILLRACE_SANDBOX_FOLDER"
exit "$code"`;

/**
 * Starts a sandbox: MILLRACE_REDIS_SERVER, or redis-server or valkey-server from PATH, else a Docker container.
 *
 * @throws {MillraceError} `unsupported`, with what to install, where there is none of them; `internal` when it does not start
 */
export async function startSandbox(env: NodeJS.ProcessEnv = process.env): Promise<Sandbox> {
  const program = env.MILLRACE_REDIS_SERVER || findOnPath(['redis-server', 'valkey-server'], env);
  const port = await freePort();
  if (program && process.platform !== 'win32') return startProgram(program, port);
  const docker = findOnPath(['docker'], env);
  if (docker) return startContainer(docker, port);
  throw new MillraceError('unsupported', `There is no Redis server on this machine. ${howToInstall()}`);
}

function howToInstall(): string {
  switch (process.platform) {
    case 'darwin':
      return 'Install one with "brew install redis", or start Docker.';
    case 'win32':
      return 'Install Docker Desktop, or connect to a server elsewhere.';
    default:
      return 'Install one with "sudo apt-get install redis-server" (or your distribution\'s package), or start Docker.';
  }
}

const settings = ['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--loglevel', 'warning'];

async function startProgram(program: string, port: number): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sandbox-'));
  const args = [program, '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...settings];
  const child = spawn('/bin/sh', ['-c', GUARD, 'millrace-sandbox', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, MILLRACE_SANDBOX_FOLDER: folder },
    // Of a group of its own: a Ctrl+C at the terminal is ours to handle, in order.
    detached: true,
  });
  const sandbox = await guarded(child, port, program.split('/').at(-1)!, START_TIMEOUT_MS);
  return {
    ...sandbox,
    async stop() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startContainer(docker: string, port: number): Promise<Sandbox> {
  const publish = `127.0.0.1:${port}:6379`;
  const inside = ['sh', '-c', GUARD, 'millrace-sandbox', 'redis-server', ...settings];
  const child = spawn(
    docker,
    ['run', '--rm', '-i', '-p', publish, '--label', 'millrace=sandbox', DOCKER_IMAGE, ...inside],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    },
  );
  return guarded(child, port, `Docker, ${DOCKER_IMAGE}`, DOCKER_START_TIMEOUT_MS);
}

/** Waits until the guarded server answers. */
async function guarded(child: ChildProcess, port: number, how: string, timeoutMs: number): Promise<Sandbox> {
  let log = '';
  const keepLog = (chunk: Buffer) => (log = (log + chunk.toString()).slice(-2_000));
  child.stdout!.on('data', keepLog);
  child.stderr!.on('data', keepLog);
  child.stdin!.on('error', () => {}); // the guard may be gone before us
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('exit', (code, signal) => resolve(log.trim() || `it ended with ${signal ?? `code ${code}`}`));
  });
  let exitReason: string | undefined;
  void exited.then(reason => (exitReason = reason));

  const stop = async () => {
    child.stdin!.end();
    const timer = setTimeout(() => child.pid !== undefined && killGroup(child.pid), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };
  const deadline = performance.now() + timeoutMs;
  while ((await askPing('127.0.0.1', port, 200)) === undefined) {
    if (exitReason !== undefined)
      throw new MillraceError('internal', `The sandbox server did not start: ${exitReason}`);
    if (performance.now() > deadline) {
      await stop();
      throw new MillraceError(
        'timeout',
        `The sandbox server did not answer within ${timeoutMs / 1000} s. ${log.trim()}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  return { port, how, stop, onExit: listener => void exited.then(listener) };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // gone in this moment
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve, reject) =>
    server.once('listening', () => resolve(undefined)).once('error', reject),
  );
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}
