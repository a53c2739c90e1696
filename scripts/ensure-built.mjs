import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'out/renderer/index.html');
/** What the page is made of. */
const sources = [
  'src/renderer',
  'src/shared',
  'src/preload',
  'src/main',
  'package.json',
  'electron.vite.config.ts',
  'scripts/load-beside.mjs',
];

/** Builds the app unless the build is newer than every source. What the build prints goes to standard error. */
export async function ensureBuilt() {
  const builtAt = modifiedAt(built);
  if (builtAt > 0 && sources.every(path => newestIn(join(root, path)) <= builtAt)) return;
  process.stderr.write('Building Millrace ...\n');
  await run(['build', '--logLevel', 'warn']);
}

/**
 * Runs electron-vite on the Node that runs us.
 *
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function run(args) {
  const bin = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(`The build failed with code ${code}.`)),
    );
  });
}

/** @param {string} path */
function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @param {string} path @returns {number} */
function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path, { withFileTypes: true }).reduce(
    (newest, entry) =>
      /\.test\.tsx?$/.test(entry.name) ? newest : Math.max(newest, newestIn(join(path, entry.name))),
    stat.mtimeMs,
  );
}
