import { idleMark } from '../events/event.ts';
import type { Inbox } from '../run/inbox.ts';

/** Marks in the inbox when everything there is of a partition has been read: once, until something comes again. */
export class Idleness {
  readonly #partitions: readonly string[];
  readonly #idle = new Set<string>();

  constructor(partitions: readonly string[]) {
    this.#partitions = partitions;
  }

  /** After a read that would have found something of every partition. @param found those of which it found something */
  read(inbox: Inbox, found: ReadonlySet<string>): void {
    for (const partition of this.#partitions) {
      if (found.has(partition)) this.#idle.delete(partition);
      else if (!this.#idle.has(partition)) {
        this.#idle.add(partition);
        inbox.put(idleMark(partition));
      }
    }
  }
}
