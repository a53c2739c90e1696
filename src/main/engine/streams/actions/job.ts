import type { ActionProgress } from '#shared/contract/stream-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../../changes.ts';

/** Ids kept per outcome: enough to look at, whatever the size of the job. */
const KEPT_IDS = 200;

class Stopped extends Error {}

/** One running action: how far it is, what came of it, and whether it should end. It goes on whatever the pace of those who watch. */
export class ActionJob {
  readonly changes = new Changes();
  readonly #outcomes = new Map<string, { what: string; count: number; ids: string[] }>();
  #state: ActionProgress['state'] = 'running';
  #done = 0;
  #total: number | null = null;
  #message = '';
  #error: ActionProgress['error'] = null;
  #stopping = false;

  get ended(): boolean {
    return this.#state !== 'running';
  }

  progress(): ActionProgress {
    return {
      state: this.#state,
      done: this.#done,
      total: this.#total,
      outcomes: Array.from(this.#outcomes.values(), ({ what, count, ids }) => ({
        what,
        count,
        ids: [...ids],
      })),
      message: this.#message,
      error: this.#error,
    };
  }

  /** How many there are to do, where that is known. */
  expect(total: number): void {
    this.#total = total;
    this.changes.notify();
  }

  /** Counts what happened to some of them. */
  add(what: string, ids: readonly string[], count = ids.length): void {
    if (count === 0) return;
    let outcome = this.#outcomes.get(what);
    if (!outcome) this.#outcomes.set(what, (outcome = { what, count: 0, ids: [] }));
    outcome.count += count;
    for (const id of ids.slice(0, KEPT_IDS - outcome.ids.length)) outcome.ids.push(id);
    this.#done += count;
    this.changes.notify();
  }

  count(what: string): number {
    return this.#outcomes.get(what)?.count ?? 0;
  }

  /** Asks the work to end at its next step. */
  stop(): void {
    this.#stopping = true;
  }

  /** Between two steps: ends the work here when that was asked for. */
  checkpoint(): void {
    if (this.#stopping) throw new Stopped();
  }

  /** Runs the work to its end, and never throws: how it ended is the progress. */
  async run(work: (job: ActionJob) => Promise<string>): Promise<void> {
    try {
      this.#message = await work(this);
      this.#state = 'finished';
    } catch (error) {
      if (error instanceof Stopped) {
        this.#state = 'stopped';
        this.#message = `Stopped after ${this.#done.toLocaleString('en-US')}. What was done stays done.`;
      } else {
        this.#state = 'failed';
        this.#error = {
          code: error instanceof MillraceError ? error.code : 'internal',
          message: error instanceof Error ? error.message : String(error),
        };
        this.#message =
          error instanceof MillraceError && error.code === 'disconnected'
            ? 'The connection closed in the middle. What is counted here was done; whether the last step was carried out is not known: look again before repeating it.'
            : 'It ended before its end. What is counted here was done, the rest was not touched.';
      }
    }
    this.changes.notify();
  }
}
