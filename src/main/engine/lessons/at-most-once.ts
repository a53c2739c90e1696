import type { AtMostOnce, Hearing } from '#shared/contract/lessons.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes, pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import type { RedisClient } from '../connections/redis-client.ts';
import { compareHearing, type Heard } from './compare-hearing.ts';

/** Rows that a page gets of each subscriber. */
const SHOWN = 100;
/** The lesson holds all that was heard, to compare it; so it has an end. */
const MOST_MESSAGES = 5_000;
const TOLD_EVERY_MS = 50;

/**
 * Two real subscribers of one channel: a steady one, and one that can be sent away. Redis keeps nothing for who is away; what the steady one heard
 * meanwhile says how much that was.
 */
export class AtMostOnceLesson {
  readonly #changes = new Changes();
  readonly #connection: Connection;
  readonly #channel = `millrace:lesson:${crypto.randomUUID().slice(0, 8)}`;
  readonly #steady: Heard[] = [];
  readonly #other: Heard[] = [];
  readonly #ended = new AbortController();
  #steadyClient: RedisClient | undefined;
  #otherClient: RedisClient | undefined;
  #connecting: Promise<void> | undefined;
  /** The other one is wanted to be connected. */
  #wanted = true;
  /** Of the steady one's messages, those that came before the other was connected. */
  #settled = Infinity;
  #sent = 0;
  #perSecond: number | null = null;
  #sending: AbortController | undefined;
  #problem: string | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What both have heard, until whoever looks stops looking: then both are gone. */
  async *states(signal: AbortSignal): AsyncGenerator<AtMostOnce> {
    try {
      const client = await this.#subscribe('lesson-steady', this.#steady);
      this.#steadyClient = client;
      client.onClose(reason => this.#fail(`The steady subscriber lost its connection: ${reason}.`));
      await this.setConnected(true);
      yield* this.#changes.states(() => this.#state(), signal, TOLD_EVERY_MS);
    } finally {
      this.#ended.abort();
      this.#sending?.abort();
      this.#steadyClient?.close('the lesson ended');
      this.#otherClient?.close('the lesson ended');
    }
  }

  /** @throws what kept it from being connected */
  async setConnected(connected: boolean): Promise<void> {
    this.#wanted = connected;
    if (!connected) {
      this.#otherClient?.close('sent away');
      this.#otherClient = undefined;
      this.#settled = Infinity;
      this.#changes.notify();
      return;
    }
    if (this.#otherClient) return;
    this.#connecting ??= this.#connectOther().finally(() => (this.#connecting = undefined));
    await this.#connecting;
  }

  async send(): Promise<void> {
    if (this.#problem !== null) throw new MillraceError('conflict', this.#problem);
    const text = `message ${this.#sent + 1}`;
    this.#sent++;
    try {
      await this.#connection.call('PUBLISH', this.#channel, text);
    } catch (error) {
      this.#sent--;
      throw error;
    }
    this.#changes.notify();
  }

  sendOften(perSecond: number | null): void {
    this.#sending?.abort();
    this.#perSecond = perSecond;
    this.#changes.notify();
    if (perSecond === null) return;
    this.#sending = new AbortController();
    void this.#keepSending(1_000 / perSecond, this.#sending.signal);
  }

  async #connectOther(): Promise<void> {
    const client = await this.#subscribe('lesson-other', this.#other);
    // Sent away again meanwhile, or the lesson is over.
    if (!this.#wanted || this.#ended.signal.aborted) return client.close('not wanted any more');
    this.#otherClient = client;
    client.onClose(() => {
      if (this.#otherClient !== client) return;
      this.#otherClient = undefined;
      this.#settled = Infinity;
      this.#changes.notify();
    });
    // Messages and answers come in one order: what was published before the other subscribed is here when this is answered.
    await this.#steadyClient?.call('ping');
    if (this.#otherClient !== client) return;
    this.#settled = this.#steady.length;
    this.#changes.notify();
  }

  async #keepSending(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.send();
      } catch (error) {
        this.#fail(error instanceof Error ? error.message : String(error));
        return;
      }
      await pause(everyMs, signal);
    }
  }

  async #subscribe(purpose: string, into: Heard[]): Promise<RedisClient> {
    const client = await this.#connection.dedicated({ purpose, blocking: true, signal: this.#ended.signal });
    client.listen({
      message: (_, payload) => {
        // It is away from the moment it was sent away; the server may learn of that a little later.
        if (client.closed) return;
        into.push({ text: payload.toString(), at: Date.now() });
        if (into.length >= MOST_MESSAGES)
          this.#fail(`The lesson ends after ${MOST_MESSAGES} messages. Open it again for more.`);
        this.#changes.notify();
      },
    });
    try {
      await client.call('subscribe', this.#channel);
    } catch (error) {
      client.close('it may not subscribe');
      throw error;
    }
    return client;
  }

  #fail(problem: string): void {
    if (this.#ended.signal.aborted) return;
    this.#problem ??= problem;
    this.sendOften(null);
  }

  #state(): AtMostOnce {
    const { rows, missed } = compareHearing(this.#steady, this.#other, this.#settled);
    return {
      channel: this.#channel,
      sent: this.#sent,
      perSecond: this.#perSecond,
      steady: this.#steady.slice(-SHOWN).map(({ text, at }) => ({ kind: 'message', text, at })),
      steadyCount: this.#steady.length,
      connected: this.#otherClient !== undefined,
      other: rows.slice(-SHOWN) satisfies Hearing[],
      otherCount: this.#other.length,
      missed,
      problem: this.#problem,
    };
  }
}
