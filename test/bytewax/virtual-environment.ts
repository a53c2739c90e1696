import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { findPython } from '../support/python.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Python of a virtual environment with Bytewax; empty where it cannot be had. */
    python: string;
    /** Why it cannot be had. */
    withoutPython: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const requirements = join(root, 'resources/bytewax/requirements.txt');
/** For the test of the format alone. */
const FORMATTER = 'black==26.10.1';
const LIMIT_MS = 300_000;

/** Before the first test: a virtual environment in `out/bytewax`, made once for what it requires. */
export default async function setup({ provide }: TestProject): Promise<void> {
  await ensureBuilt();
  const { python, problem } = virtualEnvironment();
  if (problem !== '') process.stdout.write(`\nSkipped: ${problem}\n\n`);
  provide('python', python);
  provide('withoutPython', problem);
}

function virtualEnvironment(): { python: string; problem: string } {
  const without = (problem: string) => ({ python: '', problem });
  const found = findPython();
  if (found === null) return without('there is no Python 3.10, 3.11 or 3.12.');
  const wanted = createHash('sha256').update(readFileSync(requirements)).update(FORMATTER).digest('hex');
  const folder = join(root, 'out/bytewax', wanted.slice(0, 12));
  const python = join(folder, 'bin/python');
  const isComplete = join(folder, 'complete');
  if (existsSync(isComplete)) return { python, problem: '' };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const run = (program: string, args: string[]) =>
    spawnSync(program, args, { encoding: 'utf8', timeout: LIMIT_MS });
  const made = run(found, ['-m', 'venv', folder]);
  if (made.status !== 0) return without(`${found} makes no virtual environment: ${lastLine(made.stderr)}`);
  const installed = run(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements, FORMATTER]);
  if (installed.status !== 0) return without(`pip cannot install Bytewax: ${lastLine(installed.stderr)}`);
  writeFileSync(isComplete, '');
  return { python, problem: '' };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
