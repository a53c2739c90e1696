import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = join(import.meta.dirname, '../../../out/peers');
const run = promisify(execFile);

/** Of the peers; they are fetched for the bench alone. */
const PYTHON = ['bytewax==0.21.1', 'redis==6.4.0'];
const NODE = 'redis@6.3.1';

/** What of the peers could be had, or why not. */
export type Had = { had: true; at: string } | { had: false; because: string };

/** A Python of its own with Bytewax and redis-py; `at` is its program. */
export function pythonPeers(): Promise<Had> {
  const at = join(folder, 'venv/bin/python');
  return provide(at, async () => {
    if (!existsSync(at)) await run('python3', ['-m', 'venv', join(folder, 'venv')]);
    await run(at, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PYTHON]);
  });
}

/** node-redis; `at` is the folder whose packages have it. */
export function nodePeers(): Promise<Had> {
  return provide(join(folder, 'node'), async () => {
    await run('npm', ['install', '--prefix', join(folder, 'node'), '--no-audit', '--no-fund', NODE]);
  });
}

async function provide(at: string, install: () => Promise<void>): Promise<Had> {
  mkdirSync(folder, { recursive: true });
  try {
    await install();
    return { had: true, at };
  } catch (error) {
    return {
      had: false,
      because: (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!,
    };
  }
}
