import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import { asArray, asBuffer, asNumber, asText } from '../connections/replies.ts';
import type { Commands } from './commands.ts';

/** A database of more keys is not gone through for a figure beside a name. */
const MOST_KEYS = 100_000;
const STEP = 1_000;
/** A key that comes or goes is seen by the number of keys, which costs nothing. */
const LOOK_EVERY_MS = 1_000;
/** Counted anew by itself: one key may have come as another went. */
const COUNT_EVERY_MS = 15_000;
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
    const keys = await keysOf(connection);
    const isDue = startedAt - countedAt >= COUNT_EVERY_MS;
    if ((keys !== keysBefore || isDue) && startedAt - countedAt >= restMs) {
      yield { count: keys === null ? null : await countOf(connection, signal) };
      keysBefore = keys;
      countedAt = performance.now();
      restMs = (countedAt - startedAt) / MOST_OF_THE_TIME;
    }
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** Null where that cannot be asked, and where they are too many or on several nodes. */
async function keysOf(connection: Connection): Promise<number | null> {
  if (connection.server?.mode === 'cluster') return null;
  try {
    const keys = asNumber(await connection.client.call('DBSIZE'));
    return keys > MOST_KEYS ? null : keys;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return null;
  }
}

async function countOf(connection: Connection, signal: AbortSignal): Promise<number | null> {
  try {
    return await countStreams(connection.client, signal);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return null;
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
