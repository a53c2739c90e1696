import type { StreamState } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import { problemOf, readStreamState } from './stream-info.ts';

const EVERY_MS = 1_000;
/** XINFO STREAM carries the first and the last entry whole: where they are large, reading may take no more than this part of the time. */
const MOST_OF_THE_TIME = 0.2;

/** What ends with the connection, and says nothing of the stream. */
const losses: ReadonlySet<string> = new Set(['not-connected', 'disconnected', 'timeout']);

/**
 * The state of a stream, every second, until the reader leaves. A lost connection is a state too: what was known last, beside the loss. The
 * watch goes on when it is back.
 *
 * @param named a group to look at also where groups may not be listed
 */
export async function* watchStream(
  connection: Connection,
  key: Uint8Array,
  signal: AbortSignal,
  named?: Uint8Array,
): AsyncGenerator<StreamState> {
  let last: StreamState | undefined;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const state = await stateOf(connection, key, named);
    const isLost = state.problem !== null && losses.has(state.problem.code);
    if (!isLost) last = state;
    const tookMs = performance.now() - startedAt;
    yield isLost && last?.summary ? { ...last, problem: state.problem } : state;
    // How long the reader took is no work.
    const goneMs = performance.now() - startedAt;
    await pause(Math.max(EVERY_MS, tookMs / MOST_OF_THE_TIME) - goneMs, signal);
  }
}

async function stateOf(connection: Connection, key: Uint8Array, named?: Uint8Array): Promise<StreamState> {
  try {
    return await readStreamState(connection.client, key, named);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return {
      key,
      serverTime: Date.now(),
      summary: null,
      missing: [],
      problem: problemOf(error),
    };
  }
}
