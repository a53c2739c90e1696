// Where Node keeps the sources once their types are stripped: code that the next start runs as it is.
import { lstatSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';

/**
 * Switches the cache on, in a folder that nobody else can write to. Node's own choice has a name that everybody can guess, in the temporary
 * directory: another user can put something there first.
 */
export function enableCompileCache() {
  const folder = join(
    cacheHome(),
    process.platform === 'win32' || process.platform === 'darwin' ? 'Millrace' : 'millrace',
    'compile',
  );
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return;
  }
  if (isOurs(dirname(folder)) && isOurs(folder)) module.enableCompileCache(folder);
}

function cacheHome() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA || join(homedir(), 'AppData/Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches');
  return XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
}

/**
 * A folder itself, no link to one, of this user and closed to others. Windows keeps the profile of a user from others.
 *
 * @param {string} folder
 */
function isOurs(folder) {
  const found = lstatSync(folder);
  if (!found.isDirectory()) return false;
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o077) === 0);
}
