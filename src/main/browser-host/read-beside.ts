import { once } from 'node:events';
import type { Server } from 'node:http';

/** Nobody asks for a page: the engine is kept waiting no longer. */
const FIRST_REQUEST_MS = 100;
/** A page asks for its files in a few turns, with hardly more than this between two. */
const QUIET_MS = 8;
/** Peers that ask on and on keep the engine waiting no longer. */
const LONGEST_MS = 50;

/**
 * Reads a program part by part beside the first page of a server. To read a part holds up all requests; so the page is asked for before the
 * first one, and gets its files between two.
 *
 * @param parts read one after the other, for example `() => import('./part.ts')`
 */
export async function readBeside(server: Server, parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  await isAsked(server, FIRST_REQUEST_MS);
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
