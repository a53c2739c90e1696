// The Electron that `npm start` and `npm run dev` run: installed, or downloaded once. Its package has no step of its own for that.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const electronFolder = fileURLToPath(new URL('../node_modules/electron', import.meta.url));
/** A download that takes longer is more likely stuck than slow. */
const DOWNLOAD_LIMIT_MS = 10 * 60_000;

/** @returns {{ path: string } | { reason: string }} the runtime's program, or why there is none that could open a window here */
export function provideElectron() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { reason: 'there is no display' };
  const installed = installedElectron();
  if (installed) return { path: installed };
  process.stderr.write('Downloading the Electron runtime (once) ...\n');
  const install = spawnSync(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: DOWNLOAD_LIMIT_MS,
    encoding: 'utf8',
  });
  const path = installedElectron();
  if (path) return { path };
  const why = install.stderr.split('\n').find(line => line.trim() !== '') ?? 'it did not finish';
  return { reason: `the Electron runtime could not be downloaded (${why.trim()})` };
}

/**
 * The runtime's program, by the rules of the package's own index.js. Requiring that would download it, without progress or limit.
 *
 * @returns {string | undefined}
 */
export function installedElectron() {
  const pathFile = join(electronFolder, 'path.txt');
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = process.env;
  const program = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  if (!override && program === undefined) return undefined;
  const path = join(override || join(electronFolder, 'dist'), program ?? 'electron');
  return existsSync(path) ? path : undefined;
}
