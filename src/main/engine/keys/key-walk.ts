import type { KeyRow, KeyRows, KeyWalkState } from '#shared/contract/keys.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes, pause } from '../changes.ts';
import type { Commands } from '../connections/commands.ts';
import type { Argument } from '../connections/redis-client.ts';
import { asArray, asBuffer, asNumber, asText } from '../connections/replies.ts';
import { KeyTree } from './key-tree.ts';
import { ScanMarks } from './scan-marks.ts';
import { flatRow, flatRows, treeRows } from './tree-rows.ts';

/** Keys looked at per step of SCAN: about a millisecond of the server. */
const STEP = 1_000;
/** Up to so many keys it goes as fast as it can; then half of the time is the server's own. */
const HURRIES_UP_TO = 100_000;
/** A read of flat rows that has met so many steps without them ends: keys have gone. */
const MOST_STEPS = 500;

export interface WalkedKeys {
  pattern: Uint8Array;
  type: string | null;
  separator: string;
}

/** One way through all keys of a database that match, in bounded memory; it is stopped and continued. */
export class KeyWalk {
  readonly id = crypto.randomUUID();
  readonly changes = new Changes();
  readonly #client: () => Commands;
  readonly #options: readonly Argument[];
  readonly #separator: string;
  #tree: KeyTree;
  #marks = new ScanMarks();
  #cursor = '0';
  #steps = 0;
  #found = 0;
  #keyspace: number | null = null;
  #state: KeyWalkState['state'] = 'stopped';
  #problem: KeyWalkState['problem'] = null;
  #version = 0;
  /** Of the loop that is under way: another one ends it. */
  #turn = new AbortController();

  /** @param client the live one, at each step: a walk goes on over a loss of the connection */
  constructor(client: () => Commands, { pattern, type, separator }: WalkedKeys) {
    this.#client = client;
    this.#separator = Buffer.from(separator).toString('latin1');
    this.#tree = new KeyTree(this.#separator);
    this.#options = [
      ...(pattern.length === 0 ? [] : ['MATCH', pattern]),
      'COUNT',
      STEP,
      ...(type === null ? [] : ['TYPE', type]),
    ];
  }

  get tree(): KeyTree {
    return this.#tree;
  }

  get client(): Commands {
    return this.#client();
  }

  state(): KeyWalkState {
    const isAll = this.#options.length === 2;
    const looked = isAll ? this.#found : Math.min(this.#steps * STEP, this.#keyspace ?? Infinity);
    return {
      walkId: this.id,
      state: this.#state,
      found: this.#found,
      looked: this.#state === 'finished' && !isAll ? (this.#keyspace ?? looked) : looked,
      keyspace: this.#keyspace,
      isWhole: this.#tree.isWhole,
      version: this.#version,
      problem: this.#problem,
    };
  }

  /** Goes on from where it is; nothing where it is under way or at its end. */
  continue(): void {
    if (this.#state === 'stopped') void this.#walk();
  }

  stop(): void {
    if (this.#state !== 'walking') return;
    this.#turn.abort();
    this.#set('stopped');
  }

  /** Begins anew. */
  again(): void {
    this.#turn.abort();
    this.#tree = new KeyTree(this.#separator);
    this.#marks = new ScanMarks();
    this.#cursor = '0';
    this.#steps = this.#found = 0;
    void this.#walk();
  }

  close(): void {
    this.#turn.abort();
  }

  /** @param open prefixes of a tree whose keys are shown, as latin1 text */
  rows(
    view: 'tree' | 'flat',
    open: readonly string[],
    from: number,
    count: number,
  ): KeyRows | Promise<KeyRows> {
    if (view === 'tree') return treeRows(this.#tree, open, from, count);
    return this.#tree.isWhole ? flatRows(this.#tree, from, count) : this.#readAgain(from, count);
  }

  async #walk(): Promise<void> {
    const { signal } = (this.#turn = new AbortController());
    this.#problem = null;
    this.#set('walking');
    try {
      this.#keyspace = await this.#client()
        .call('DBSIZE')
        .then(asNumber, () => null);
      while (!signal.aborted) {
        const startedAt = performance.now();
        const [next, keys] = await this.#scan(this.#cursor);
        if (signal.aborted) return;
        this.#take(keys);
        this.#cursor = next;
        if (next === '0') return this.#set('finished');
        this.#set('walking');
        if (this.#steps * STEP > HURRIES_UP_TO) await pause(performance.now() - startedAt, signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof MillraceError)) throw error;
      this.#problem = { code: error.code, message: error.message };
      this.#set('stopped');
    }
  }

  #take(keys: readonly Buffer[]): void {
    if (keys.length > 0) this.#marks.add(this.#cursor, this.#found);
    this.#steps++;
    for (const key of keys) if (this.#tree.add(key.toString('latin1'))) this.#found++;
  }

  async #scan(cursor: string): Promise<[next: string, keys: Buffer[]]> {
    const [next, keys] = asArray(await this.#client().call('SCAN', cursor, ...this.#options));
    return [asText(next), asArray(keys).map(asBuffer)];
  }

  /** Keys whose names are not held, in the order in which SCAN found them. */
  async #readAgain(from: number, count: number): Promise<KeyRows> {
    const rows: KeyRow[] = [];
    let { cursor, position } = this.#marks.before(from);
    for (let step = 0; step < MOST_STEPS && rows.length < count; step++) {
      const [next, keys] = await this.#scan(cursor);
      for (const key of keys) {
        if (position >= from && rows.length < count) rows.push(flatRow(key));
        position++;
      }
      cursor = next;
      if (cursor === '0') break;
    }
    const expected = Math.min(count, Math.max(0, this.#found - from));
    while (rows.length < expected) rows.push({ kind: 'gone' });
    return { total: this.#found, from, rows: rows.slice(0, expected) };
  }

  #set(state: KeyWalkState['state']): void {
    this.#state = state;
    this.#version++;
    this.changes.notify();
  }
}
