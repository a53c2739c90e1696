import type { StreamState } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import { readStreamState } from './stream-info.ts';

const EVERY_MS = 1_000;

/** The state of a stream, every second, until the reader leaves. A lost connection is a state too: the watch goes on when it is back. */
export async function* watchStream(
  connection: Connection,
  key: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<StreamState> {
  while (!signal.aborted) {
    const startedAt = performance.now();
    yield await stateOf(connection, key);
    await pause(Math.max(0, EVERY_MS - (performance.now() - startedAt)), signal);
  }
}

async function stateOf(connection: Connection, key: Uint8Array): Promise<StreamState> {
  try {
    return await readStreamState(connection.client, key);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return {
      key,
      serverTime: Date.now(),
      summary: null,
      problem: { code: error.code, message: error.message },
    };
  }
}
