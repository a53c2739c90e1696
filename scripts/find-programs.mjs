import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { serverFromDocker } from './docker-server.mjs';

/**
 * @typedef {{ path: string, how: string }} FoundProgram
 */

/**
 * The first of these programs that an environment variable, PATH or a usual place has.
 *
 * @param {string} variable environment variable that names the program
 * @param {string[]} names program names to look for on PATH, in order
 * @param {string[]} [places] absolute paths to try last
 * @returns {FoundProgram | undefined}
 */
export function findProgram(variable, names, places = []) {
  const named = process.env[variable];
  if (named) {
    if (!isExecutable(named)) throw new Error(`${variable} names ${named}, which is not an executable file.`);
    return { path: named, how: variable };
  }
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      if (folder && isExecutable(path)) return { path, how: 'PATH' };
    }
  }
  const place = places.find(isExecutable);
  return place ? { path: place, how: 'a usual place' } : undefined;
}

export const findRedisServer = () => findProgram('MILLRACE_REDIS_SERVER', ['redis-server', 'valkey-server']);

const browserPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Debian's build of the same engine without a window comes first: it draws a page with two thirds of the work. */
export const findChromium = () =>
  findProgram(
    'MILLRACE_CHROMIUM',
    [
      'chromium-headless-shell',
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      'microsoft-edge',
    ],
    browserPlaces,
  );

/** Whether a Docker engine answers. */
export function hasDocker() {
  return (
    spawnSync('docker', ['info', '--format', '{{.ID}}'], { stdio: 'ignore', timeout: 5_000 }).status === 0
  );
}

/**
 * A redis-server for the tests: found, taken out of a Docker image, or installed where that needs nobody's word.
 *
 * @returns {FoundProgram | undefined}
 */
export function provideRedisServer() {
  const found = findRedisServer();
  if (found) return found;
  const path = serverFromDocker(join(import.meta.dirname, '../out/servers'));
  if (path) return { path, how: 'Docker' };
  return installDebianPackages(['redis-server']) ? findRedisServer() : undefined;
}

/**
 * A browser of the Chromium family for the end-to-end tests.
 *
 * @returns {FoundProgram | undefined}
 */
export function provideChromium() {
  const found = findChromium();
  if (found) return found;
  return installDebianPackages(['chromium-headless-shell']) || installDebianPackages(['chromium'])
    ? findChromium()
    : undefined;
}

/**
 * Installs Debian packages, announced on standard error, where that is possible without asking anybody: as root on a Debian.
 *
 * @param {string[]} packages
 * @returns {boolean} whether it was done
 */
export function installDebianPackages(packages) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  process.stderr.write(`Installing ${packages.join(' ')} with apt-get (root on Debian) ...\n`);
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    // The package would start a server of its own on 6379.
    RUNLEVEL: '1',
  };
  /** @param {string[]} args */
  const apt = args =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  return apt(install) || (apt(['update']) && apt(install));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
