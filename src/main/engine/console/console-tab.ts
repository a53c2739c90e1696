import type {
  ConsoleAnswer,
  ConsoleOutcome,
  ConsoleQuestion,
  ConsoleTabState,
} from '#shared/contract/console.ts';
import { printsRaw } from '#shared/redis/reply/cli-text.ts';
import { firstPart, isCut, type RedisReply, type ReplyPart } from '#shared/redis/reply/reply.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import type { CommandTable } from './command-table.ts';
import type { ConsoleLine } from './console-line.ts';
import { ConsoleClient } from './console-client.ts';
import { watchEffects } from './effects.ts';
import { questionOf } from './questions/questions.ts';
import type { Question } from './questions/question.ts';
import type { Ask } from './reply-values.ts';
import { TabState } from './tab-state.ts';

/** What a page is told of an answer at first. */
const shownFirst: ReplyPart = { bytes: 64 * 1024, elements: 500 };
/** Answers of which more can be asked for. */
const MOST_KEPT = 10;
/** CLIENT UNBLOCK of a server that is not busy is answered long before. */
const UNBLOCK_MS = 1_000;

/** Typed lines go to the server on a connection of their own, which is made when it is first needed. */
export class ConsoleTab {
  readonly #connection: Connection;
  #client: ConsoleClient | undefined;
  #opening: Promise<ConsoleClient> | undefined;
  /** What was lost with a connection, until the person is told. */
  #lost: string | null = null;
  #state: TabState;
  /** For what is asked while the tab's own connection waits, or is in MULTI. */
  #aside: ConsoleClient | undefined;
  #asideDb = 0;
  #running = false;
  #isClosed = false;
  readonly #kept = new Map<string, RedisReply>();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#state = new TabState(connection.target.db, 3);
  }

  get state(): ConsoleTabState {
    return this.#state.shown();
  }

  /**
   * Sends lines one after the other. Several are a transaction: they end at the first error, and what was queued until then is discarded.
   * Nothing is sent, and no answer given, when what the lines were typed for was lost with a connection: the database, a transaction, the user.
   *
   * @param isConfirmed a person was asked about what they destroy or cost
   * @throws {MillraceError} `disconnected` when an outcome is unknown, `conflict` while another command runs
   */
  async run(
    lines: readonly ConsoleLine[],
    table: CommandTable,
    isConfirmed: boolean,
  ): Promise<ConsoleOutcome> {
    if (this.#running)
      throw new MillraceError(
        'conflict',
        'This tab is waiting for an answer. Press Ctrl+C to stop waiting, or open another tab.',
      );
    this.#running = true;
    try {
      const client = await this.#open();
      if (this.#lost !== null) {
        const notice = this.#lost;
        this.#lost = null;
        return { kind: 'answers', answers: [], tab: this.state, notice };
      }
      if (!isConfirmed) {
        const question = await this.question(lines, table);
        if (question) return { kind: 'ask', question };
      }
      const answers: ConsoleAnswer[] = [];
      for (const line of lines) {
        const answer = await this.#send(client, line);
        answers.push(answer);
        if (answer.reply.type !== 'error' || lines.length === 1) continue;
        if (this.#state.queued !== null) answers.push(await this.#send(client, discard));
        break;
      }
      return { kind: 'answers', answers, tab: this.state, notice: null };
    } finally {
      this.#running = false;
    }
  }

  /** @throws {MillraceError} `not-found` */
  more(answerId: string, part: ReplyPart): RedisReply {
    const reply = this.#kept.get(answerId);
    if (!reply) throw new MillraceError('not-found', 'This answer is no longer kept. Run the command again.');
    return firstPart(reply, part);
  }

  /** Ends what is waited for: as CLIENT UNBLOCK does, else with the connection. */
  async interrupt(): Promise<'idle' | 'unblocked' | 'closed'> {
    if (!this.#running) return 'idle';
    const client = this.#client;
    if (client?.clientId) {
      const unblocked = this.#connection.call('CLIENT', 'UNBLOCK', client.clientId).catch(() => null);
      // A server that is busy answers nobody: then there is nothing to wait for.
      const reply = await Promise.race([unblocked, pause(UNBLOCK_MS)]);
      if (reply === '1') return 'unblocked';
      // It was answered meanwhile.
      if (!this.#running) return 'idle';
    }
    client?.close('it was ended with Ctrl+C');
    return 'closed';
  }

  /** Asks beside the tab's own commands, in its database: never in a transaction of the person, and never behind a command that waits. */
  aside(): Ask {
    return async (...words) => {
      const isFree = !this.#running && this.#state.queued === null;
      const client = isFree ? await this.#open() : await this.#openAside(this.#state.db);
      return client.ask(...words);
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close();
    this.#aside?.close();
    this.#kept.clear();
  }

  /** One connection, however many ask for it at the same time. */
  #open(): Promise<ConsoleClient> {
    if (this.#client && this.#client.closed === undefined) return Promise.resolve(this.#client);
    this.#opening ??= this.#openAnew().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #openAnew(): Promise<ConsoleClient> {
    const before = this.#client;
    const { db, queued, isSpecial } = this.#state;
    const client = await this.#newClient();
    this.#client = client;
    this.#state = new TabState(this.#connection.target.db, client.protocol);
    if (before && (queued !== null || isSpecial || db !== this.#connection.target.db))
      this.#lost = `The connection of this tab was closed (${before.closed}). It has a new one, in database ${this.#state.db}: what SELECT, MULTI, WATCH and AUTH had set is gone. What you typed was not run.`;
    return client;
  }

  async #openAside(db: number): Promise<ConsoleClient> {
    if (this.#aside === undefined || this.#aside.closed !== undefined) {
      this.#aside = await this.#newClient();
      this.#asideDb = this.#connection.target.db;
    }
    const aside = this.#aside;
    if (this.#asideDb !== db && (await aside.ask('SELECT', String(db))).type !== 'error') this.#asideDb = db;
    return aside;
  }

  async #newClient(): Promise<ConsoleClient> {
    const client = await this.#connection.own((access, ended) => ConsoleClient.open(access, ended));
    if (this.#isClosed) client.close('its tab was closed');
    return client;
  }

  /** What is to be asked before these are sent, of all together: a transaction is asked about before it begins. Null for nothing. */
  async question(lines: readonly ConsoleLine[], table: CommandTable): Promise<ConsoleQuestion | null> {
    const flagsOf = (name: string) => table.flags(name);
    await this.#open();
    const questions: Question[] = [];
    const commands: string[] = [];
    let db = this.#state.nextDb;
    for (const { args, words, shown } of lines) {
      if (words[0]?.toUpperCase() === 'SELECT' && /^\d+$/.test(words[1] ?? '')) db = Number(words[1]);
      const ask = await this.#reader(db);
      const question = await questionOf({ args, words, ask, db }, flagsOf);
      if (!question) continue;
      questions.push(question);
      commands.push(shown);
    }
    if (questions.length === 0) return null;
    const [first] = questions;
    const title = questions.length === 1 ? first!.act : `Run ${questions.length} commands that ask first`;
    return {
      title,
      act: title,
      sentences: questions.map(({ sentence }) => sentence),
      commands: commands.join('\n'),
    };
  }

  /** Reads for questions: on the tab's own connection, so that its user counts, as long as nothing is queued there and it is in that database. */
  async #reader(db: number): Promise<Ask> {
    const isOwn = this.#state.queued === null && this.#state.db === db;
    const client = isOwn ? await this.#open() : await this.#openAside(db);
    return (...words) => client.ask(...words);
  }

  async #send(client: ConsoleClient, { args, words, shown }: ConsoleLine): Promise<ConsoleAnswer> {
    const ask: Ask = (...more) => client.ask(...more);
    const effects = this.#state.queued === null ? await watchEffects({ args, words, ask }) : null;
    const sentAt = performance.now();
    const reply = await client.send(args);
    const elapsedMs = performance.now() - sentAt;
    this.#state.follow(words, reply);
    const id = crypto.randomUUID();
    const first = firstPart(reply, shownFirst);
    if (isCut(first)) this.#keep(id, reply);
    return {
      id,
      line: shown,
      reply: first,
      raw: printsRaw(words),
      elapsedMs,
      effects: (await effects?.(reply)) ?? [],
      pushes: client.takePushes(),
    };
  }

  #keep(id: string, reply: RedisReply): void {
    this.#kept.set(id, reply);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }
}

const discard: ConsoleLine = {
  args: [Buffer.from('DISCARD')],
  words: ['DISCARD'],
  shown: 'DISCARD',
  isSecret: false,
};
