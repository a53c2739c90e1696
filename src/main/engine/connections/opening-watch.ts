import type { Connection } from './connection.ts';
import type { Profiles } from './profiles.ts';

/** What ends Millrace with a connection does so soon after it is made, if it does. */
const STEADY_MS = 3_000;

/**
 * Notes on disk what a start is about to open, and takes it off when that went well. What is still noted at the next start was being opened
 * when Millrace was ended by something that it could not tell of: opening it again unasked could end every start.
 */
export class OpeningWatch {
  readonly #profiles: Profiles;
  readonly #noted = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #suspects: ReadonlySet<string> = new Set();

  constructor(profiles: Profiles) {
    this.#profiles = profiles;
  }

  /** Resolves when the note is on disk, with what the last start did not survive. */
  async begin(ids: readonly string[]): Promise<ReadonlySet<string>> {
    this.#suspects = new Set(this.#profiles.opening);
    for (const id of ids) this.#noted.add(id);
    await this.#write();
    return this.#suspects;
  }

  /** A suspect stays one until a person has opened it and it went well. */
  follow(connection: Connection): void {
    const unsubscribe = connection.changes.subscribe(() => {
      const { state } = connection.state;
      if (state === 'connecting' || (state === 'failed' && this.#suspects.has(connection.id))) return;
      unsubscribe();
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#noted.delete(connection.id);
        void this.#write();
      }, STEADY_MS);
      timer.unref();
      this.#timers.add(timer);
    });
  }

  /** Millrace ends as it should: nothing but what was a suspect before is one. */
  async end(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const id of this.#noted) if (!this.#suspects.has(id)) this.#noted.delete(id);
    await this.#write();
  }

  async #write(): Promise<void> {
    const ids = [...this.#noted];
    const { opening } = this.#profiles;
    if (ids.length !== opening.length || ids.some(id => !opening.includes(id)))
      await this.#profiles.setOpening(ids);
  }
}
