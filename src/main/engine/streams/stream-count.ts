import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import { asArray, asBuffer, asNumber, asText } from '../connections/replies.ts';
import type { Commands } from './commands.ts';

/** A database of more keys is not gone through for a figure beside a name. */
const MOST_KEYS = 100_000;
const STEP = 1_000;
const EVERY_MS = 10_000;
/** Counting takes no more than this part of the time. */
const MOST_OF_THE_TIME = 0.02;

/**
 * How many streams the database has, again and again, until the reader leaves. Null is unknown: too many keys, no right to look, or nodes that
 * were not asked.
 */
export async function* watchStreamCount(
  connection: Connection,
  signal: AbortSignal,
): AsyncGenerator<{ count: number | null }> {
  while (!signal.aborted) {
    const startedAt = performance.now();
    yield { count: connection.server?.mode === 'cluster' ? null : await countOf(connection, signal) };
    await pause(Math.max(EVERY_MS, (performance.now() - startedAt) / MOST_OF_THE_TIME), signal);
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

async function countStreams(commands: Commands, signal: AbortSignal): Promise<number | null> {
  if (asNumber(await commands.call('DBSIZE')) > MOST_KEYS) return null;
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
