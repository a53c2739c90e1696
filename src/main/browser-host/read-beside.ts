import { once } from 'node:events';
import type { Server } from 'node:http';

/** For a page to be asked for, and then for the files that it names: a browser takes some 60 ms to read which. */
const FIRST_REQUESTS_MS = 100;
/** A page asks for its files in a few turns, with hardly more than this between two. */
const QUIET_MS = 8;
/** Peers that ask on and on keep the engine waiting no longer. */
const LONGEST_MS = 50;

/**
 * Reads a program part by part beside the first page of a server. To read a part holds up all requests; so the page asks for its files before the
 * first one, and gets what it still needs between two. Nobody who asks for nothing, or for ever, keeps the program waiting.
 *
 * @param parts read one after the other, for example `() => import('./part.ts')`
 */
export async function readBeside(server: Server, parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  if (await isAsked(server, FIRST_REQUESTS_MS)) await isAsked(server, FIRST_REQUESTS_MS);
  for (const read of parts) {
    const until = performance.now() + LONGEST_MS;
    while ((await isAsked(server, QUIET_MS)) && performance.now() < until);
    await read();
  }
}

/** Whether a request comes within that time. */
async function isAsked(server: Server, withinMs: number): Promise<boolean> {
  const over = new AbortController();
  // One that keeps the process alive: AbortSignal.timeout would let it end when the server was closed meanwhile.
  const timer = setTimeout(() => over.abort(), withinMs);
  try {
    await once(server, 'request', { signal: over.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
