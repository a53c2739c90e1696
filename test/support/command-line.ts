import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const program = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));

export interface Finished {
  code: number | null;
  /** What ended it; null where it ended by itself, also after a signal that it heard. */
  killedBy: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A `millrace` process of a test. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly finished: Promise<Finished>;
  stdout(): string;
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  /** The first line of standard output that is complete. */
  firstLine(): Promise<string>;
}

export interface CommandOptions {
  cwd?: string;
  /** Its whole standard input; nothing is nothing to read. */
  input?: string;
}

export function startCommand(
  args: string[],
  env: Record<string, string> = {},
  { cwd, input }: CommandOptions = {},
): RunningCommand {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // The build, which starts sooner: it was brought up to date before the tests.
    env: { ...process.env, MILLRACE_SOURCES: '0', ...env },
    cwd,
  });
  child.stdin?.end(input);
  const { stdout: output, stderr: errors } = child as { stdout: Readable; stderr: Readable };
  let [stdout, stderr] = ['', ''];
  output.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  errors.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>(resolve =>
    child.once('close', (code, killedBy) => resolve({ code, killedBy, stdout, stderr })),
  );
  return {
    child,
    pid: child.pid!,
    finished,
    stdout: () => stdout,
    stderr: () => stderr,
    signal: signal => void child.kill(signal),
    async firstLine() {
      while (!stdout.includes('\n')) {
        if (child.exitCode !== null) throw new Error(`it ended without a line: ${stderr}`);
        await new Promise(resolve => output.once('data', resolve));
      }
      return stdout.slice(0, stdout.indexOf('\n'));
    },
  };
}

export function runCommand(
  args: string[],
  env: Record<string, string> = {},
  input?: string,
): Promise<Finished> {
  return startCommand(args, env, input === undefined ? {} : { input }).finished;
}

/** Waits until something has happened outside this process. */
export async function happened(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  await until(condition, Boolean).catch((error: unknown) => {
    throw new Error(`${what}: did not happen`, { cause: error });
  });
}
