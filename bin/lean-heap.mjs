// How V8 and malloc keep house in a Millrace that is left open for hours. Left to themselves they save work rather than memory: an old heap may grow
// to four times what is live in it, each thread takes up to 48 MB for what it has just made, and malloc keeps an arena for each.
import { existsSync } from 'node:fs';
import process from 'node:process';

/** What may be dead in an old heap, in percent of what is live, and the halves of a young one, MB: of every thread of the process. */
export const heapFlags = ['--heap-growing-percent=50', '--max-semi-space-size=2'];

/** For the malloc of Linux; others do not look at it. */
const environment = { MALLOC_ARENA_MAX: '2' };

/**
 * The environment of a process that is started with `heapFlags`.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function leanEnvironment() {
  return { ...environment, ...process.env };
}

/**
 * Puts a process that has the flags in the place of this one, which takes some 55 ms; pid, standard streams and arguments stay. What a person gave V8
 * themselves stays as well. Where it cannot be, this process goes on as it is: on Windows, with a channel to whoever launched it, which would be lost, and
 * where Node's own file is gone.
 */
export function startLean() {
  const { execPath, execArgv, argv, env, platform, channel } = process;
  if (process.execve === undefined || platform === 'win32' || channel !== undefined) return;
  const given = [...execArgv, env.NODE_OPTIONS ?? ''].join(' ').replaceAll('_', '-');
  const missing = heapFlags.filter(flag => !given.includes(flag.slice(0, flag.indexOf('='))));
  if (missing.length === 0 || !existsSync(execPath)) return;
  process.execve(execPath, [execPath, ...execArgv, ...missing, ...argv.slice(1)], leanEnvironment());
}
