import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';

/** `npm start` with an Electron of the test's own: a shell script. */
const script = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-start-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(electron: string, ...args: string[]) {
  const program = join(folder, 'electron');
  writeFileSync(program, `#!/bin/sh\n${electron}\n`);
  chmodSync(program, 0o755);
  const child = spawn(process.execPath, [script, '--no-install', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A terminal's Ctrl+C goes to a whole group of processes.
    detached: true,
    env: {
      ...process.env,
      DISPLAY: ':99',
      ELECTRON_OVERRIDE_DIST_PATH: folder,
      MILLRACE_HOME: join(folder, 'home'),
      MILLRACE_DISCOVERY_PORTS: '',
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      REDIS_URL: 'redis://127.0.0.1:1',
    },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', chunk => (said.stdout += chunk));
  child.stderr.on('data', chunk => (said.stderr += chunk));
  return { child, said, exited: once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]> };
}

describe('an Electron that cannot run is followed by the browser host, which says why', () => {
  test.each([
    ['dies by a signal', 'kill -TRAP $$', 'Electron ended at once (SIGTRAP)'],
    ['ends without a word', 'exit 1', 'Electron ended at once (code 1)'],
    ['says why', 'echo "no sandbox" >&2; exit 133', 'Electron ended at once (no sandbox)'],
  ])('and %s', async (_, electron, why) => {
    const { child, said, exited } = start(electron, '--json');
    await until(
      () => said.stdout,
      text => text.includes('"url"'),
    );
    expect(said.stderr).toContain(`The desktop app cannot run here: ${why}.`);
    await until(
      () => existsSync(join(folder, 'home/lock')),
      isThere => isThere,
    );
    process.kill(-child.pid!, 'SIGINT');
    // In order, although it heard of it twice: from the terminal and from npm start.
    expect(await exited).toEqual([0, null]);
    expect(existsSync(join(folder, 'home/lock'))).toBe(false);
  });
});

test('an Electron that ends well is not followed by anything', async () => {
  const { said, exited } = start('echo "$@"', '--redis', 'redis://a');
  expect(await exited).toEqual([0, null]);
  expect(said.stdout).toMatch(/--redis redis:\/\/a$/m);
  expect(said.stdout).not.toContain('--no-install');
});

test('Ctrl+C in the terminal comes to Electron as well', async () => {
  const { child, said, exited } = start(`trap 'echo heard; exit 0' INT; echo ready; sleep 60 & wait`);
  await until(
    () => said.stdout,
    text => text.includes('ready'),
  );
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(said.stdout).toContain('heard');
});
