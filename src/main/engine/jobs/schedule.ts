import type { PublishTiming } from '#shared/contract/publish-file.ts';

/** When each message of a file is due, in ms after the first one. Messages are asked about once, in their order. */
export class Schedule {
  readonly #timing: PublishTiming;
  #asked = 0;
  /** The time that the first message with a time carries. */
  #firstTime: number | undefined;
  #latestDue = 0;

  constructor(timing: PublishTiming) {
    this.#timing = timing;
  }

  /**
   * @param time that the message carries, in ms; without one it is due with the message before it. The order of the file stays: a message
   *   that is older than the one before it is due with that one.
   */
  nextDueMs(time: number | null): number {
    const index = this.#asked++;
    const timing = this.#timing;
    switch (timing.mode) {
      case 'fast':
        return 0;
      case 'rate':
        return (index * 1_000) / timing.perSecond;
      case 'recorded': {
        if (time === null) return this.#latestDue;
        this.#firstTime ??= time;
        this.#latestDue = Math.max(this.#latestDue, (time - this.#firstTime) / timing.speed);
        return this.#latestDue;
      }
    }
  }
}
