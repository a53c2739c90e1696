import type { Connection } from '../connections/connection.ts';
import { Subscriber, type SubscriberEvents, type Wanted } from './subscriber.ts';

export interface PairEvents extends Omit<SubscriberEvents, 'connected' | 'lost'> {
  /** A connection is gone; `wasHearing` says whether messages are missed by that, until `changed` finds all heard again. */
  lost: (reason: string, wasHearing: boolean) => void;
  /** The connections, or what is wanted of them, changed. */
  changed: () => void;
}

type Family = 'plain' | 'sharded';

interface Half {
  subscriber: Subscriber;
  connected: boolean;
  problem: string | null;
}

/**
 * Sharded channels are heard on a connection of their own: the server counts them apart, and the protocol library takes a count of 0 for the end of
 * all subscriptions of its connection.
 */
function familyOf({ kind }: Wanted): Family {
  return kind === 'shard' ? 'sharded' : 'plain';
}

function byFamily(wanted: readonly Wanted[]): [Family, Wanted[]][] {
  return (['plain', 'sharded'] as const)
    .map((family): [Family, Wanted[]] => [family, wanted.filter(one => familyOf(one) === family)])
    .filter(([, some]) => some.length > 0);
}

const words: Record<Family, string> = { plain: 'channels and patterns', sharded: 'sharded channels' };

/** The subscriber connections of a session, as one. */
export class SubscriberPair {
  readonly #halves: Readonly<Record<Family, Half>>;
  readonly #events: PairEvents;

  constructor(connection: Connection, events: PairEvents) {
    this.#events = events;
    this.#halves = { plain: this.#open(connection, 'plain'), sharded: this.#open(connection, 'sharded') };
  }

  add(wanted: readonly Wanted[]): void {
    for (const [family, some] of byFamily(wanted)) this.#halves[family].subscriber.add(some);
  }

  async remove(wanted: readonly Wanted[]): Promise<void> {
    await Promise.all(byFamily(wanted).map(([family, some]) => this.#halves[family].subscriber.remove(some)));
    this.#noticeUnused();
  }

  /** Whether the connection that this needs is there. */
  hears(wanted: Wanted): boolean {
    return this.#halves[familyOf(wanted)].connected;
  }

  /** Something is heard, and nothing that is wanted is not. */
  get connected(): boolean {
    return this.#all.some(({ connected }) => connected) && !this.isDeaf;
  }

  /** Something that is wanted is not heard at the moment. */
  get isDeaf(): boolean {
    return this.#deaf !== undefined;
  }

  get problem(): string | null {
    return this.#deaf?.problem ?? null;
  }

  /** As CLIENT ID says them. */
  get clientIds(): Set<string> {
    return new Set(this.#all.map(({ subscriber }) => subscriber.clientId).filter(id => id !== undefined));
  }

  close(): void {
    for (const { subscriber } of this.#all) subscriber.close();
  }

  get #all(): Half[] {
    return Object.values(this.#halves);
  }

  get #deaf(): Half | undefined {
    return this.#all.find(({ connected, subscriber }) => !connected && subscriber.isWanted);
  }

  #open(connection: Connection, family: Family): Half {
    const subscriber = new Subscriber(connection, {
      ...this.#events,
      refused: (wanted, reason) => {
        this.#events.refused(wanted, reason);
        this.#noticeUnused();
      },
      connected: () => {
        half.connected = true;
        half.problem = null;
        this.#events.changed();
      },
      lost: reason => {
        const wasHearing = half.connected;
        const othersHear = this.#all.some(other => other !== half && other.connected);
        half.connected = false;
        half.problem = reason;
        this.#events.lost(othersHear ? `${words[family]}: ${reason}` : reason, wasHearing);
      },
    });
    const half: Half = { subscriber, connected: false, problem: null };
    return half;
  }

  /** A half of which nothing is wanted has no connection, and nothing is missed by that. */
  #noticeUnused(): void {
    for (const half of this.#all) {
      if (half.subscriber.isWanted) continue;
      half.connected = false;
      half.problem = null;
    }
    this.#events.changed();
  }
}
