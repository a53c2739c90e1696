import type { ConsoleCompletion, ConsoleListening, ConsoleOutcome } from '#shared/contract/console.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Connections } from '../connections/connections.ts';
import { serverText } from '../connections/server-text.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { CommandTable } from './command-table.ts';
import { completeLine } from './complete.ts';
import { ConsoleClient } from './console-client.ts';
import type { ConsoleHistory } from './console-history.ts';
import { readLine } from './console-line.ts';
import { ConsoleTab } from './console-tab.ts';
import { ConsoleListener, listens } from './listening.ts';

const STATE_EVERY_MS = 100;

/** Which tab: pages name theirs themselves, and two may choose the same name. */
export interface TabName {
  pageId: string;
  connectionId: string;
  tabId: string;
}

/** The consoles of all pages: tabs by page, and what is known of each server's commands. */
export class Consoles {
  readonly #connections: Connections;
  readonly #feeds: Feeds;
  readonly #history: ConsoleHistory;
  readonly #tabs = new Map<string, { pageId: string; connection: Connection; tab: ConsoleTab }>();
  readonly #listeners = new Map<string, ConsoleListener>();
  readonly #tables = new WeakMap<Connection, Promise<CommandTable>>();

  constructor(connections: Connections, feeds: Feeds, history: ConsoleHistory) {
    this.#connections = connections;
    this.#feeds = feeds;
    this.#history = history;
  }

  async run(name: TabName, typed: readonly string[], isConfirmed: boolean): Promise<ConsoleOutcome> {
    const lines = typed.map(readLine);
    const connection = this.#connections.get(name.connectionId);
    const hasListening = lines.some(({ words }) => listens(words));
    const tab = this.#tab(name);
    if (hasListening && (lines.length > 1 || tab.state.queued !== null))
      throw new MillraceError(
        'unsupported',
        'Commands that listen (SUBSCRIBE, MONITOR) cannot be in a transaction.',
      );
    const table = await this.#table(connection);
    if (hasListening) {
      const question = isConfirmed ? null : await tab.question(lines, table);
      if (question) return { kind: 'ask', question };
      this.#note(connection, typed, lines);
      return { kind: 'listen' };
    }
    const outcome = await tab.run(lines, table, isConfirmed);
    if (outcome.kind === 'answers') this.#note(connection, typed, lines);
    return outcome;
  }

  more({ pageId, tabId }: TabName, answerId: string, part: { bytes: number; elements: number }) {
    const known = this.#tabs.get(`${pageId} ${tabId}`);
    if (!known) throw new MillraceError('not-found', 'This tab is closed.');
    return known.tab.more(answerId, part);
  }

  async interrupt({ pageId, tabId }: TabName): Promise<'idle' | 'unblocked' | 'closed'> {
    return (await this.#tabs.get(`${pageId} ${tabId}`)?.tab.interrupt()) ?? 'idle';
  }

  close({ pageId, tabId }: TabName): void {
    const key = `${pageId} ${tabId}`;
    this.#tabs.get(key)?.tab.close();
    this.#tabs.delete(key);
  }

  /** A page has gone, and its tabs with it. */
  endPage(pageId: string): void {
    for (const [key, { pageId: of, tab }] of this.#tabs) {
      if (of !== pageId) continue;
      tab.close();
      this.#tabs.delete(key);
    }
  }

  /** @param listenId chosen by the page, for `stopListening` */
  async *listen(
    name: TabName,
    listenId: string,
    typed: string,
    signal: AbortSignal,
  ): AsyncGenerator<ConsoleListening> {
    const { args, words } = readLine(typed);
    if (!listens(words)) throw new MillraceError('bad-input', `${words[0]} does not listen.`);
    const connection = this.#connections.get(name.connectionId);
    const client = await connection.own((access, ended) => ConsoleClient.open(access, ended));
    const feed = this.#feeds.create();
    const listener = new ConsoleListener(client, feed, args, words);
    const key = `${name.pageId} ${listenId}`;
    this.#listeners.set(key, listener);
    try {
      yield* listener.changes.states(() => listener.state(), signal, STATE_EVERY_MS);
    } finally {
      listener.close();
      this.#listeners.delete(key);
      this.#feeds.remove(feed);
    }
  }

  stopListening(pageId: string, listenId: string): void {
    this.#listeners.get(`${pageId} ${listenId}`)?.close();
  }

  async complete(name: TabName, line: string, caret: number, findsKeys: boolean): Promise<ConsoleCompletion> {
    const table = await this.#table(this.#connections.get(name.connectionId));
    return completeLine(line, caret, table, findsKeys ? this.#tab(name).aside() : null);
  }

  history(connectionId: string): readonly string[] {
    return this.#history.of(serverText(this.#connections.get(connectionId).target));
  }

  forgetHistory(connectionId: string): void {
    this.#history.forget(serverText(this.#connections.get(connectionId).target));
  }

  #note(connection: Connection, typed: readonly string[], lines: readonly { isSecret: boolean }[]): void {
    const server = serverText(connection.target);
    for (const [index, { isSecret }] of lines.entries())
      if (!isSecret) this.#history.note(server, typed[index]!.trim());
  }

  #tab({ pageId, connectionId, tabId }: TabName): ConsoleTab {
    const connection = this.#connections.get(connectionId);
    const key = `${pageId} ${tabId}`;
    const known = this.#tabs.get(key);
    // A profile that was edited is another connection.
    if (known?.connection === connection) return known.tab;
    known?.tab.close();
    const tab = new ConsoleTab(connection);
    this.#tabs.set(key, { pageId, connection, tab });
    return tab;
  }

  #table(connection: Connection): Promise<CommandTable> {
    const known = this.#tables.get(connection);
    if (known) return known;
    const reading = CommandTable.read(connection.client);
    this.#tables.set(connection, reading);
    // A loss on the way is no answer: the next one asks again.
    reading.catch(() => this.#tables.delete(connection));
    return reading;
  }
}
