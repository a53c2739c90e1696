import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import { asArray, asBuffer, asNumber, asText } from '../connections/replies.ts';
import type { Commands } from '../connections/commands.ts';

/** A database of more keys is not gone through for a figure beside a name. */
const MOST_KEYS = 100_000;
const STEP = 1_000;
/** A key that comes or goes is seen by the number of keys, which costs nothing. */
const LOOK_EVERY_MS = 1_000;
/** Counted anew by itself: one key may have come as another went. */
const COUNT_EVERY_MS = 15_000;
const DENIED_EVERY_MS = 60_000;
/** Counting takes no more than this part of the time. */
const MOST_OF_THE_TIME = 0.02;

/**
 * How many streams the database has, whenever that changes, until the reader leaves. Null is unknown: too many keys, no right to look, or nodes
 * that were not asked.
 */
export async function* watchStreamCount(
  connection: Connection,
  signal: AbortSignal,
): AsyncGenerator<{ count: number | null }> {
  let keysBefore: number | null | undefined;
  let countedAt = -Infinity;
  let restMs = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const keys = await known(() => keysOf(connection));
    const isDue = keys !== keysBefore || startedAt - countedAt >= COUNT_EVERY_MS;
    let count: number | null | 'denied' = keys;
    if (typeof keys === 'number' && isDue && startedAt - countedAt >= restMs) {
      count = await known(() => countStreams(connection.client, signal));
      countedAt = performance.now();
      restMs = (countedAt - startedAt) / MOST_OF_THE_TIME;
      keysBefore = keys;
      if (count !== 'denied') yield { count };
    } else if (keys === null && keysBefore !== null) {
      keysBefore = null;
      yield { count: null };
    }
    if (count === 'denied') yield { count: null };
    // A refusal is a line in the server's log of them: it is asked again now and then.
    await pause(count === 'denied' ? DENIED_EVERY_MS : LOOK_EVERY_MS, signal);
  }
}

/** Null where keys are too many, and where they are on several nodes. */
async function keysOf(connection: Connection): Promise<number | null> {
  if (connection.server?.mode === 'cluster') return null;
  const keys = asNumber(await connection.client.call('DBSIZE'));
  return keys > MOST_KEYS ? null : keys;
}

/** Null for what failed. */
async function known(read: () => Promise<number | null>): Promise<number | null | 'denied'> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return error.code === 'denied' ? 'denied' : null;
  }
}

async function countStreams(commands: Commands, signal: AbortSignal): Promise<number> {
  // SCAN may return a key twice.
  const seen = new Set<string>();
  for (let cursor = '0'; ;) {
    signal.throwIfAborted();
    const [next, keys] = asArray(await commands.call('SCAN', cursor, 'COUNT', STEP, 'TYPE', 'stream'));
    for (const key of asArray(keys)) seen.add(asBuffer(key).toString('latin1'));
    cursor = asText(next);
    if (cursor === '0') return seen.size;
  }
}
