import type { Health } from '#shared/contract/connections.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { unknownHealth } from '#shared/unknown-health.ts';
import type { RedisClient } from './redis-client.ts';
import { readInfo } from './server-facts.ts';

const PING_EVERY_MS = 1_000;
/** INFO costs the server more than a PING; these figures need not be newer. */
const INFO_EVERY_MS = 2_000;
/** A server silent for longer is given up, and connected to again. */
const GIVE_UP_MS = 15_000;
/** What trembles is told this often: each report is an update for every page. */
const TELL_EVERY_MS = 5_000;

/** How far a figure may be from what was told, in its own unit and as a share of it, before that is news. */
const TREMBLING = {
  rttMs: { by: 5, share: 0.25 },
  usedMemoryBytes: { by: 100_000, share: 0.01 },
  // Millrace's own questions are among them, and come in bursts.
  opsPerSecond: { by: 100, share: 0.1 },
} as const;

/** Whether something is different that a person should see at once: anything but a figure that trembles. */
export function isNews(told: Health, now: Health): boolean {
  return (Object.keys(now) as (keyof Health)[]).some(name => {
    const [before, after] = [told[name], now[name]];
    const trembling = name in TREMBLING ? TREMBLING[name as keyof typeof TREMBLING] : undefined;
    if (before === null || after === null || !trembling) return before !== after;
    return Math.abs(after - before) > Math.max(trembling.by, trembling.share * before);
  });
}

/** Watches a live client: round-trip time, silence, and the figures of INFO. News is told within a second, what trembles every five. */
export class HealthProbe {
  readonly #client: RedisClient;
  readonly #report: (health: Health) => void;
  readonly #onInfo: (info: ReadonlyMap<string, string>) => void;
  readonly #timer: NodeJS.Timeout;
  #health = unknownHealth;
  #told = unknownHealth;
  #toldAt = -Infinity;
  #pingSentAt: number | undefined;
  #infoAt = -Infinity;

  /** @param onInfo told of the replication section of INFO, each time it could be read */
  constructor(
    client: RedisClient,
    report: (health: Health) => void,
    onInfo: (info: ReadonlyMap<string, string>) => void,
  ) {
    this.#client = client;
    this.#report = report;
    this.#onInfo = onInfo;
    this.#timer = setInterval(() => this.#tick(), PING_EVERY_MS);
    this.#tick();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    if (this.#client.closed) return;
    const now = performance.now();
    if (this.#pingSentAt !== undefined) {
      const silentMs = Math.round(now - this.#pingSentAt);
      if (silentMs >= GIVE_UP_MS)
        this.#client.close(`the server stopped answering ${GIVE_UP_MS / 1000} s ago`);
      else this.#update({ silentMs });
      return;
    }
    const isInfoDue = now - this.#infoAt >= INFO_EVERY_MS;
    if (isInfoDue) this.#infoAt = now;
    void this.#look(isInfoDue);
  }

  /** Reports once what both say: each report is an update for every page. */
  async #look(withInfo: boolean): Promise<void> {
    const [answered, figures] = await Promise.all([this.#ping(), withInfo ? this.#info() : {}]);
    if (answered) this.#update({ ...answered, ...figures });
  }

  /** @returns undefined when the connection was cut before the answer */
  async #ping(): Promise<Partial<Health> | undefined> {
    const sentAt = (this.#pingSentAt = performance.now());
    try {
      await this.#client.call('PING');
    } catch (error) {
      // A refusal is an answer; a cut is told by the client itself.
      if (!(error instanceof MillraceError) || error.code === 'disconnected' || error.code === 'timeout')
        return undefined;
    }
    this.#pingSentAt = undefined;
    return { rttMs: performance.now() - sentAt, silentMs: null };
  }

  async #info(): Promise<Partial<Health>> {
    const info = await readInfo(this.#client, 'memory', 'stats', 'clients', 'replication').catch(
      () => new Map<string, string>(),
    );
    if (info.has('role') && !this.#client.closed) this.#onInfo(info);
    const figure = (name: string) => (info.has(name) ? Number(info.get(name)) : null);
    return {
      usedMemoryBytes: figure('used_memory'),
      maxMemoryBytes: figure('maxmemory'),
      opsPerSecond: figure('instantaneous_ops_per_sec'),
      clients: figure('connected_clients'),
    };
  }

  #update(change: Partial<Health>): void {
    this.#health = { ...this.#health, ...change };
    const now = performance.now();
    if (this.#client.closed || (now - this.#toldAt < TELL_EVERY_MS && !isNews(this.#told, this.#health)))
      return;
    this.#told = this.#health;
    this.#toldAt = now;
    this.#report(this.#health);
  }
}
