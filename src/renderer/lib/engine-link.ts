import type { EngineClient } from '#shared/contract/index.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { connect } from '#shared/rpc/client.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Listeners } from './listeners.ts';
import { streamNames } from './stream-names.ts';

/** The page's relation to the engine. `generation` rises with each new connection, so that streams know to begin again. */
export type LinkState =
  | { phase: 'connecting'; attempt: number; reason: string | null }
  | {
      phase: 'connected';
      client: EngineClient;
      generation: number;
      /** The engine that answers is not the one of before: what it held in memory is gone. */
      restarted: boolean;
    }
  | { phase: 'waiting'; attempt: number; reason: string; retryAt: number }
  /** Trying again would not help: wrong token, other version. */
  | { phase: 'refused'; reason: string };

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/** Half a second, one, two ... ten, each with up to a quarter less or more so that many pages do not come back in step. */
export function retryDelayMs(attempt: number, random = Math.random()): number {
  const plain = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return Math.round(plain * (0.75 + random / 2));
}

/** Connects the page to the engine, and again whenever the channel closes. */
export class EngineLink {
  readonly #open: () => Promise<{ channel: Channel; token: string | undefined }>;
  readonly #listeners = new Listeners();
  #state: LinkState = { phase: 'connecting', attempt: 0, reason: null };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;
  #meet: (client: EngineClient) => Promise<void> = async () => {};
  #lastEngine: string | undefined;

  constructor(open: () => Promise<{ channel: Channel; token: string | undefined }>) {
    this.#open = open;
  }

  /** @param meet what the page asks of each engine that answers, before it says that it is connected */
  start(meet?: (client: EngineClient) => Promise<void>): void {
    if (meet) this.#meet = meet;
    void this.#connect(0, null);
  }

  readonly subscribe = this.#listeners.subscribe;

  readonly getState = (): LinkState => this.#state;

  /** Ends the wait before the next attempt. */
  readonly retryNow = (): void => {
    const state = this.#state;
    if (state.phase !== 'waiting' && state.phase !== 'refused') return;
    clearTimeout(this.#timer);
    void this.#connect(state.phase === 'waiting' ? state.attempt : 0, state.reason);
  };

  /** The "restarted" notice was read. */
  readonly acknowledgeRestart = (): void => {
    if (this.#state.phase === 'connected' && this.#state.restarted)
      this.#set({ ...this.#state, restarted: false });
  };

  async #connect(attempt: number, reason: string | null): Promise<void> {
    this.#set({ phase: 'connecting', attempt, reason });
    let isMet = false;
    let isClosed = false;
    try {
      const { channel, token } = await this.#open();
      const connected = await connect(streamNames, channel, {
        ...(token === undefined ? {} : { token }),
        onClose: why => {
          isClosed = true;
          this.#wait(isMet ? 0 : attempt + 1, why);
        },
      });
      await this.#meet(connected.client);
      if (isClosed) return;
      isMet = true;
      const restarted = this.#lastEngine !== undefined && this.#lastEngine !== connected.engine;
      this.#lastEngine = connected.engine;
      this.#generation++;
      this.#set({ phase: 'connected', client: connected.client, generation: this.#generation, restarted });
    } catch (error) {
      // That is being seen to.
      if (isClosed) return;
      const why = error instanceof Error ? error.message : String(error);
      const final =
        error instanceof MillraceError && (error.code === 'unauthorized' || error.code === 'version');
      if (final) this.#set({ phase: 'refused', reason: why });
      else this.#wait(attempt + 1, reason ?? why);
    }
  }

  #wait(attempt: number, reason: string): void {
    const delay = retryDelayMs(attempt);
    this.#set({ phase: 'waiting', attempt, reason, retryAt: Date.now() + delay });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(attempt, reason), delay);
  }

  #set(state: LinkState): void {
    this.#state = state;
    this.#listeners.notify();
  }
}
