import { MOST_UNDONE, type ActionOf } from '#shared/contract/stream-actions.ts';
import type { Commands } from '../../connections/commands.ts';
import type { PendingEntry } from '../pending-list.ts';
import { readTimedRows, type PendingTarget } from './selection.ts';

type UndoneRow = ActionOf<'undo-ack'>['rows'][number];

/** What one action acknowledged, as it was pending: what an undo needs to know. */
export class Acknowledgements {
  readonly #target: Pick<PendingTarget, 'key' | 'group'>;
  readonly #names = new Map<string, Uint8Array>();
  #rows: UndoneRow[] = [];
  #others = 0;

  constructor({ key, group }: Pick<PendingTarget, 'key' | 'group'>) {
    this.#target = { key, group };
  }

  /**
   * Looks at entries right before they are acknowledged.
   *
   * @returns to be told how many of them XACK counted. Where those were not all of them somebody else acknowledged some, which must stay
   *   acknowledged; as nobody says which, none of them is undone.
   */
  async about(commands: Commands, pending: readonly PendingEntry[]): Promise<(acknowledged: number) => void> {
    if (this.#rows.length + pending.length > MOST_UNDONE)
      return acknowledged => (this.#others += acknowledged);
    const ids = pending.map(row => row.id);
    const { serverTime, rows } = await readTimedRows(commands, this.#target, ids);
    const noted = rows.flatMap(row => (row ? this.#undone(row, serverTime) : []));
    return acknowledged => {
      if (acknowledged === noted.length) this.#rows = [...this.#rows, ...noted];
      else this.#others += acknowledged;
    };
  }

  /** The action that undoes all of it; null where nothing can be. */
  undo(): ActionOf<'undo-ack'> | null {
    if (this.#rows.length === 0) return null;
    return { kind: 'undo-ack', ...this.#target, rows: this.#rows, others: this.#others };
  }

  /** An entry without an owner was not delivered to anybody: XCLAIM cannot make that again. */
  #undone({ id, consumer, deliveries, idleMs }: PendingEntry, serverTime: number): UndoneRow[] {
    if (idleMs < 0) return [];
    const text = consumer.toString('latin1');
    // One copy of a name: what came with a reply would keep the whole reply.
    let name = this.#names.get(text);
    if (!name) this.#names.set(text, (name = Uint8Array.from(consumer)));
    return [{ id, consumer: name, deliveries, deliveredAt: serverTime - idleMs }];
  }
}
