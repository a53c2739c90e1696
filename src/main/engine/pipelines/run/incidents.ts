import type { SourceReports } from '../sources/source.ts';

/** What went wrong on the way, for people: gaps, what was dropped, and what holds the pipeline up now. */
export class Incidents implements SourceReports {
  readonly log: (message: string) => void;
  #gaps = 0;
  #dropped = 0;
  #problem: string | null = null;

  constructor(log: (message: string) => void) {
    this.log = log;
  }

  /** Times in which events were or may have been missed. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Events thrown away because they came faster than they could be processed. */
  get droppedEvents(): number {
    return this.#dropped;
  }

  get problem(): string | null {
    return this.#problem;
  }

  set problem(message: string | null) {
    if (message !== null && message !== this.#problem) this.log(message);
    this.#problem = message;
  }

  gap(reason: string): void {
    this.#gaps++;
    this.log(`Gap: ${reason}.`);
  }

  dropped(count: number): void {
    if (this.#dropped === 0) this.gap('messages come faster than they are processed; some are dropped');
    this.#dropped += count;
  }
}
