import { Composer, type Composed } from '#engine/pipelines/compose/composer.ts';
import { DocumentStore } from '#engine/pipelines/file/document-store.ts';
import { RunHistory } from '#engine/pipelines/history/run-history.ts';
import type { Target } from '#shared/redis/target.ts';

/** A composer of pipelines that are kept in a folder, on one server. */
export async function openTestComposer(
  folder: string,
  target: Target,
  password?: string,
): Promise<{ composer: Composer; documents: DocumentStore; history: RunHistory }> {
  const documents = await DocumentStore.open(folder, null);
  const access = async () => ({ target, password });
  const history = new RunHistory({ settingsFolder: folder, readOnly: null, log() {} });
  const composer = new Composer({ documents, history, userAgent: 'Millrace tests', access });
  return { composer, documents, history };
}

/** A file as what is composed. */
export function composed(file: unknown, id?: string): Composed {
  return { connectionId: 'test', text: JSON.stringify(file), name: 'Test', index: 0, ...(id && { id }) };
}

/** The first state of which that holds; the stream is ended with it. */
export async function stateWith<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  holds: (state: T) => boolean,
): Promise<T> {
  const over = new AbortController();
  const late = new AbortController();
  let last: T | undefined;
  const timer = setTimeout(() => late.abort(), 60_000);
  late.signal.addEventListener('abort', () => over.abort(), { once: true });
  try {
    for await (const state of open(over.signal)) {
      last = state;
      if (holds(state)) return state;
    }
  } finally {
    clearTimeout(timer);
    over.abort();
  }
  throw new Error(`it never came so far; last seen: ${JSON.stringify(last)}`);
}
