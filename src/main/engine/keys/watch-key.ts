import type { KeyState } from '#shared/contract/keys.ts';
import { lackingFlags } from '#shared/redis/notify-flags.ts';
import { notifyName } from '#shared/redis/notify-channels.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import type { Notifications } from '../notifications/notifications.ts';
import { Subscriber } from '../pubsub/subscriber.ts';
import { readKeyState } from './key-state.ts';

const EVERY_MS = 1_000;
/** Where the server tells of changes; what it does not tell of (idle time, memory) is looked at now and then. */
const TOLD_EVERY_MS = 5_000;
/** Between two readings, however often it changes. */
const AT_MOST_EVERY_MS = 100;
/** Measuring a large key takes the server a while: no more than this part of its time. */
const MOST_OF_THE_TIME = 0.2;

/**
 * The state of a key until the reader leaves: each time that the server tells of a change, where it sends notifications of all keys already (nothing
 * is set for this), else every second. A lost connection is a state too: what was known last, beside the loss.
 */
export async function* watchKey(
  connection: Connection,
  notifications: Notifications,
  key: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<KeyState> {
  const notices = new Notices(connection, key);
  try {
    if (await tellsOfAll(connection, notifications)) notices.begin();
    let last: KeyState | undefined;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const { noticedBy, changes, news } = notices;
      let state: KeyState;
      try {
        state = last = { ...(await readKeyState(connection.client, key)), noticedBy, changes };
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        const problem = { code: error.code, message: error.message };
        state = { ...(last ?? unknownKey(key)), noticedBy, changes, problem };
      }
      const tookMs = performance.now() - startedAt;
      yield state;
      await pause(Math.max(AT_MOST_EVERY_MS, tookMs / MOST_OF_THE_TIME - tookMs), signal);
      const everyMs = notices.noticedBy === 'notifications' ? TOLD_EVERY_MS : EVERY_MS;
      await notices.after(news, everyMs - (performance.now() - startedAt), signal);
    }
  } finally {
    notices.close();
  }
}

/** What the server tells of one key. */
class Notices {
  noticedBy: KeyState['noticedBy'] = 'polling';
  changes = 0;
  /** Grows with each change, and when it begins or ceases to be told of them: what happened in between is looked for. */
  news = 0;
  readonly #subscriber: Subscriber;
  readonly #channel: Buffer;
  #wake = () => {};

  constructor(connection: Connection, key: Uint8Array) {
    this.#channel = Buffer.from(notifyName('key', String(connection.target.db), key));
    this.#subscriber = new Subscriber(connection, {
      message: () => {
        this.changes++;
        this.#tell();
      },
      confirmed: () => {},
      refused: () => this.#set('polling'),
      connected: () => this.#set('notifications'),
      lost: () => this.#set('polling'),
    });
  }

  begin(): void {
    this.#subscriber.add([{ kind: 'channel', name: this.#channel }]);
  }

  close(): void {
    this.#subscriber.close();
  }

  /** Waits for more news than these, at most so long. */
  async after(news: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.news > news || ms <= 0) return;
    const woken = new AbortController();
    const wake = () => woken.abort();
    this.#wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    await pause(ms, woken.signal);
    signal.removeEventListener('abort', wake);
    this.#wake = () => {};
  }

  #set(noticedBy: KeyState['noticedBy']): void {
    this.noticedBy = noticedBy;
    this.#tell();
  }

  #tell(): void {
    this.news++;
    this.#wake();
  }
}

async function tellsOfAll(connection: Connection, notifications: Notifications): Promise<boolean> {
  try {
    const { now } = await notifications.status(connection, false);
    return now !== null && lackingFlags(now, 'KA') === '';
  } catch {
    // It is polled then.
    return false;
  }
}

function unknownKey(key: Uint8Array): Omit<KeyState, 'noticedBy' | 'changes'> {
  return {
    key,
    type: null,
    size: null,
    ttlMs: null,
    memoryBytes: null,
    encoding: null,
    idleSeconds: null,
    frequency: null,
    text: null,
    missing: [],
    problem: null,
  };
}
