import type { ConsoleTabState } from '#shared/contract/console.ts';
import type { RedisReply } from '#shared/redis/reply/reply.ts';
import { fieldsOf, itemsOf, numberOf, textOf } from './reply-values.ts';

/** Follows what commands make of a connection: its database, its protocol, a transaction that is open. */
export class TabState {
  db: number;
  protocol: 2 | 3;
  queued: number | null = null;
  /** Something was watched, or a user was changed: it would be gone with the connection. */
  isSpecial = false;
  /** Databases that are chosen when EXEC runs, by their places in the queue. */
  readonly #selects = new Map<number, number>();

  constructor(db: number, protocol: 2 | 3) {
    this.db = db;
    this.protocol = protocol;
  }

  /** The database that the next command will work on: in a transaction that of the last SELECT in it. */
  get nextDb(): number {
    return [...this.#selects.values()].at(-1) ?? this.db;
  }

  shown(): ConsoleTabState {
    return { db: this.db, protocol: this.protocol, queued: this.queued };
  }

  /** After each answer. */
  follow(words: readonly string[], reply: RedisReply): void {
    if (reply.type === 'error') {
      if (words[0]?.toUpperCase() === 'EXEC') this.#leaveMulti();
      return;
    }
    if (this.queued !== null && reply.type === 'status' && reply.text === 'QUEUED') {
      if (words[0]?.toUpperCase() === 'SELECT') this.#selects.set(this.queued, Number(words[1]));
      this.queued++;
      return;
    }
    switch (words[0]?.toUpperCase()) {
      case 'SELECT':
        this.db = Number(words[1]);
        return;
      case 'HELLO':
        this.protocol = numberOf(fieldsOf(reply).get('proto')) === 3 ? 3 : 2;
        if (words.some(word => /^auth$/i.test(word))) this.isSpecial = true;
        return;
      case 'AUTH':
      case 'WATCH':
        this.isSpecial = true;
        return;
      case 'MULTI':
        this.queued = 0;
        return;
      case 'EXEC':
        if (reply.type !== 'nil') this.#followSelects(itemsOf(reply));
        this.#leaveMulti();
        return;
      case 'DISCARD':
        this.#leaveMulti();
        return;
      case 'RESET':
        if (textOf(reply) !== 'RESET') return;
        this.db = 0;
        this.protocol = 2;
        this.isSpecial = false;
        this.#leaveMulti();
        return;
      case undefined:
      default:
    }
  }

  #leaveMulti(): void {
    this.queued = null;
    this.#selects.clear();
  }

  /** A SELECT in a transaction can fail by itself: then the rest goes on in the database before. */
  #followSelects(answers: readonly RedisReply[]): void {
    for (const [place, db] of this.#selects) if (answers[place]?.type !== 'error') this.db = db;
  }
}
