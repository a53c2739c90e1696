import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inject } from 'vitest';
import { runCommand, type Finished } from '../support/command-line.ts';

/** A folder of a test, with a pipeline file and the project that was exported of it. */
export interface Exported {
  folder: string;
  /** Of the pipeline. */
  file: string;
  /** Of the project. */
  project: string;
}

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'millrace-bytewax-'));

/** Exports a pipeline by the command line. */
export async function exportProject(pipeline: object, folder: string): Promise<Exported> {
  const file = join(folder, 'pipeline.json');
  const project = join(folder, 'project');
  await writeFile(file, JSON.stringify(pipeline));
  const { code, stderr } = await runCommand(['export', 'bytewax', file, '-o', project]);
  if (code !== 0) throw new Error(stderr);
  return { folder, file, project };
}

/** A dataflow that runs. */
interface RunningDataflow {
  readonly finished: Promise<Finished>;
  stdout(): string;
  /** To the whole group: `python -m bytewax.run` and what it has started. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts the dataflow of a project. @param args of `bytewax.run` */
export function startDataflow(
  project: string,
  args: string[] = [],
  env: Record<string, string> = {},
): RunningDataflow {
  const child: ChildProcess = spawn(inject('python'), ['-m', 'bytewax.run', 'dataflow', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>(resolve =>
    child.once('close', (code, killedBy) => resolve({ code, killedBy, stdout, stderr })),
  );
  return { finished, stdout: () => stdout, kill: signal => void child.kill(signal) };
}

/** Runs a dataflow that ends. @throws when it fails */
export async function runDataflow(
  project: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<string> {
  const { code, stdout, stderr } = await startDataflow(project, args, env).finished;
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** Options of a run that keeps where it is, every second. @param folder of its own */
export function recoveryIn(folder: string): string[] {
  const state = join(folder, 'recovery');
  mkdirSync(state);
  const { status, stderr } = spawnSync(inject('python'), ['-m', 'bytewax.recovery', state, '2'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return ['-r', state, '-s', '1', '-b', '0'];
}

/** Which epoch is at work: what comes before it is in a snapshot. 0 before the first. */
export async function epochAtWork(folder: string): Promise<number> {
  let newest = 0;
  for (const part of await readdir(join(folder, 'recovery'))) {
    if (!part.endsWith('.sqlite3')) continue;
    const database = new DatabaseSync(join(folder, 'recovery', part), { readOnly: true, timeout: 5_000 });
    const row = database.prepare('SELECT max(worker_frontier) AS epoch FROM fronts').get();
    database.close();
    newest = Math.max(newest, Number(row?.epoch ?? 0));
  }
  return newest;
}

/** What only one of two results has, a few of it: nothing where they are the same. */
export function difference(
  ours: readonly string[],
  theirs: readonly string[],
): { onlyOurs: string[]; onlyTheirs: string[] } | null {
  const onlyOurs = without(ours, theirs);
  const onlyTheirs = without(theirs, ours);
  if (onlyOurs.length + onlyTheirs.length === 0) return null;
  return { onlyOurs: onlyOurs.slice(0, SHOWN), onlyTheirs: onlyTheirs.slice(0, SHOWN) };
}

const SHOWN = 5;

/** Each as often as it is more often there. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter(line => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** The lines of a file as JSON, sorted, with fractions to nine digits: sums may differ in the last ones. None where it is not there. */
export async function rowsOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return sortedRows(text);
}

export function sortedRows(text: string): string[] {
  const lines = text.split('\n').filter(line => line !== '');
  return lines.map(line => JSON.stringify(rounded(JSON.parse(line)))).sort();
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(9));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rounded(item)]));
}
