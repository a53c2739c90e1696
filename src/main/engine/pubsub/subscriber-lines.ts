import type { Connection } from '../connections/connection.ts';
import { Subscriber, type SubscriberEvents, type Wanted } from './subscriber.ts';

export interface LinesEvents extends Omit<SubscriberEvents, 'connected' | 'lost'> {
  /** A connection is gone; `wasHearing` says whether messages are missed by that, until `changed` finds all heard again. */
  lost: (reason: string, wasHearing: boolean) => void;
  /** The connections, or what is wanted of them, changed. */
  changed: () => void;
}

type Family = 'plain' | 'sharded';

interface Line {
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

const words: Record<Family, string> = { plain: 'channels and patterns', sharded: 'sharded channels' };

/** The subscriber connections of a session, as one. */
export class SubscriberLines {
  readonly #lines: Readonly<Record<Family, Line>>;
  readonly #events: LinesEvents;

  constructor(connection: Connection, events: LinesEvents) {
    this.#events = events;
    this.#lines = { plain: this.#open(connection, 'plain'), sharded: this.#open(connection, 'sharded') };
  }

  add(wanted: Wanted): void {
    this.#lines[familyOf(wanted)].subscriber.add(wanted);
  }

  async remove(wanted: Wanted): Promise<void> {
    await this.#lines[familyOf(wanted)].subscriber.remove(wanted);
    this.#noticeUnused();
  }

  /** Whether the connection that this needs is there. */
  hears(wanted: Wanted): boolean {
    return this.#lines[familyOf(wanted)].connected;
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

  get #all(): Line[] {
    return Object.values(this.#lines);
  }

  get #deaf(): Line | undefined {
    return this.#all.find(({ connected, subscriber }) => !connected && subscriber.isWanted);
  }

  #open(connection: Connection, family: Family): Line {
    const subscriber = new Subscriber(connection, {
      ...this.#events,
      refused: (wanted, reason) => {
        this.#events.refused(wanted, reason);
        this.#noticeUnused();
      },
      connected: () => {
        line.connected = true;
        line.problem = null;
        this.#events.changed();
      },
      lost: reason => {
        const wasHearing = line.connected;
        const othersHear = this.#all.some(other => other !== line && other.connected);
        line.connected = false;
        line.problem = reason;
        this.#events.lost(othersHear ? `${words[family]}: ${reason}` : reason, wasHearing);
      },
    });
    const line: Line = { subscriber, connected: false, problem: null };
    return line;
  }

  /** A line of which nothing is wanted has no connection, and nothing is missed by that. */
  #noticeUnused(): void {
    for (const line of this.#all) {
      if (line.subscriber.isWanted) continue;
      line.connected = false;
      line.problem = null;
    }
    this.#events.changed();
  }
}
