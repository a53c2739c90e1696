import type { ActionProgress } from '#shared/contract/actions.ts';
import { Job, type JobHead } from '../jobs/job.ts';
import { Pacer } from '../jobs/pacer.ts';

/** Ids kept per outcome: enough to look at, whatever the size of the job. */
const KEPT_IDS = 200;

type Account<Undo> = Omit<ActionProgress, keyof JobHead> & {
  /** What would undo it; null while it runs, and where nothing does. */
  undo: Undo | null;
};

/** One running action: how many it has done of how many, and what came of them. `Undo` is the action that undoes it. */
export class ActionJob<Undo = never> extends Job<Account<Undo>> {
  readonly #outcomes = new Map<string, { what: string; count: number; ids: string[] }>();
  #done = 0;
  #total: number | null = null;
  #summary = '';
  #undo: (() => Undo | null) | undefined;

  protected override account(state: ActionProgress['state']): Account<Undo> {
    return {
      done: this.#done,
      total: this.#total,
      outcomes: Array.from(this.#outcomes.values(), ({ what, count, ids }) => ({
        what,
        count,
        ids: [...ids],
      })),
      message: this.#messageOf(state),
      undo: state === 'running' ? null : (this.#undo?.() ?? null),
    };
  }

  /** Waits between its steps as somebody asked for it. */
  pacer(perSecond: number | null): { due: (most: number) => Promise<number>; sent: (count: number) => void } {
    const pacer = new Pacer(this.clock, this.startedAt, perSecond);
    return {
      due: async most => {
        const due = await pacer.due(most, this.stopping);
        this.checkpoint();
        return due;
      },
      sent: count => pacer.sent(count),
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

  /** @param undo asked at the end, however it comes: what would undo what was done; null for nothing */
  offerUndo(undo: () => Undo | null): void {
    this.#undo = undo;
  }

  count(what: string): number {
    return this.#outcomes.get(what)?.count ?? 0;
  }

  /** @param work answers one sentence on what was done; it calls `checkpoint` between two steps */
  carryOut(work: () => Promise<string>): Promise<void> {
    return this.run(async () => {
      this.#summary = await work();
    });
  }

  #messageOf(state: ActionProgress['state']): string {
    switch (state) {
      case 'running':
        return '';
      case 'done':
        return this.#summary;
      case 'stopped':
        return `Stopped after ${this.#done.toLocaleString('en-US')}. What was done stays done.`;
      case 'lost':
        return 'The connection closed midway. What is counted here was done. The last step may or may not have been carried out: check before you repeat it.';
      case 'failed':
        return 'It stopped early. What is counted here was done; the rest was not touched.';
    }
  }
}
