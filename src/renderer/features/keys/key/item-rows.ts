import type { ItemPage, ItemRange, KeyItem } from '#shared/contract/keys.ts';
import { bytesText, utf8Text } from '#shared/redis/text.ts';
import { sameBytes } from '../same-bytes.ts';
import { keepEqual } from '../../../lib/keep-equal.ts';
import { Listeners } from '../../../lib/listeners.ts';
import { stirByNews } from '../../../lib/rest.ts';
import type { RowRange, RowSource, ShownRows } from '../../../ui/data-grid/row-source.ts';

/** An item of a key as it was read last. */
export interface ItemRow extends KeyItem {
  /** Its name, or its place where it has none. */
  id: string;
  /** What is different since it was read before: "+171", "changed", "new". Null where nothing is, or was for a while. */
  change: string | null;
}

type Load = (range: ItemRange, signal: AbortSignal) => Promise<ItemPage>;
type Reading =
  | { by: 'index'; reverse: boolean; min: string; max: string }
  | { by: 'scan'; match: Uint8Array };

const PAGE = 200;
/** Rows beyond the view that are asked for. */
const MARGIN = 40;
/** Pages whose rows are kept; of the others it is only known where they are. */
const MOST_PAGES = 20;
/** So long a change is marked. */
const MARKED_MS = 5_000;

interface Page {
  /** Position of its first row. */
  from: number;
  length: number;
  /** Of a scan: where it begins, and where the next page does. */
  cursor: string | null;
  next: string | null;
  /** Null where they were forgotten. */
  rows: readonly ItemRow[] | null;
}

/**
 * What is in a key, a million of them like ten: by places of a list or a sorted set, in any order, or step by step as HSCAN and SSCAN go, whose cursors
 * are kept so that what was seen can be seen again.
 */
export class ItemRows implements RowSource<ItemRow> {
  readonly #listeners = new Listeners();
  readonly #load: Load;
  readonly #reading: Reading;
  readonly #ended = new AbortController();
  readonly #marked = new Map<string, { change: string; at: number }>();
  /** In the order of positions. */
  #pages: Page[] = [];
  #total: number | null = null;
  #isSorted = false;
  #missing: readonly string[] = [];
  #shown: ShownRows = { first: 0, end: 0, following: false };
  #isLoading = false;
  #error: Error | null = null;
  #range: RowRange | undefined;

  constructor(load: Load, reading: Reading) {
    this.#load = load;
    this.#reading = reading;
    void this.#run(() => this.#readAt(0));
  }

  readonly subscribe = this.#listeners.subscribe;

  close(): void {
    this.#ended.abort();
  }

  /** It is all there is, in the order of names. */
  get isSorted(): boolean {
    return this.#isSorted;
  }

  get error(): Error | null {
    return this.#error;
  }

  get missing(): readonly string[] {
    return this.#missing;
  }

  range(): RowRange {
    return (this.#range ??= {
      start: 0,
      end: this.#end,
      moreBefore: false,
      moreAfter: this.#reading.by === 'scan' && typeof this.#pages.at(-1)?.next === 'string',
      total: this.#total,
      loading: this.#pages.length === 0 && this.#error === null,
      problem: null,
    });
  }

  at(position: number): ItemRow | undefined {
    const page = this.#pageOf(position);
    return page?.rows?.[position - page.from];
  }

  show(shown: ShownRows): void {
    this.#shown = shown;
    this.#readNearby();
  }

  /** Reads what is in view again, and marks what has changed. Nobody is told where nothing has. */
  async refresh(): Promise<void> {
    await this.#run(async () => {
      const before = this.#pages;
      const pages = this.#inView();
      if (pages.length === 0) {
        this.#pages = [];
        return this.#readAt(0);
      }
      for (const page of pages) await this.#readAgain(page);
      stirByNews(before, this.#pages);
    });
  }

  get #end(): number {
    if (this.#reading.by === 'index') return this.#total ?? 0;
    const last = this.#pages.at(-1);
    return last ? last.from + last.length : 0;
  }

  #pageOf(position: number): Page | undefined {
    const page = this.#pages.findLast(({ from }) => from <= position);
    return page && position < page.from + page.length ? page : undefined;
  }

  #inView(): Page[] {
    const { first, end } = this.#shown;
    return this.#pages.filter(page => page.from < end && page.from + page.length > first);
  }

  #readNearby(): void {
    if (this.#isLoading || this.#error !== null || this.#pages.length === 0) return;
    const first = Math.max(0, this.#shown.first - MARGIN);
    const end = this.#shown.end + MARGIN;
    for (let position = first; position < Math.min(end, this.#end);) {
      const page = this.#pageOf(position);
      if (!page) return void this.#run(() => this.#readAt(position));
      if (page.rows === null) return void this.#run(() => this.#readAgain(page));
      position = page.from + page.length;
    }
    const last = this.#pages.at(-1)!;
    if (this.#reading.by === 'scan' && end > this.#end && last.next !== null)
      void this.#run(() => this.#readAt(this.#end, last.next));
  }

  async #readAt(from: number, cursor: string | null = null): Promise<void> {
    const page = this.#take({ from, length: 0, cursor, next: null, rows: [] }, await this.#ask(from, cursor));
    const last = this.#pages.at(-1);
    // What a step passed over without finding anything is no page of its own.
    if (page.length === 0 && cursor !== null && last) last.next = page.next;
    else this.#insert(page);
    this.#forget();
  }

  #insert(page: Page): void {
    // A page by places ends where the next one begins, whatever came between.
    const after = this.#pages.findIndex(({ from }) => from > page.from);
    this.#pages.splice(after < 0 ? this.#pages.length : after, 0, page);
  }

  async #readAgain(page: Page): Promise<void> {
    const fresh = this.#take(page, await this.#ask(page.from, page.cursor));
    const place = this.#pages.indexOf(page);
    if (place < 0 || fresh === page) return;
    const shift = fresh.length - page.length;
    this.#pages = this.#pages.map((other, index) =>
      index === place
        ? fresh
        : index > place && this.#reading.by === 'scan'
          ? { ...other, from: other.from + shift }
          : other,
    );
    this.#forget();
  }

  #ask(from: number, cursor: string | null): Promise<ItemPage> {
    const { signal } = this.#ended;
    const range: ItemRange =
      this.#reading.by === 'index'
        ? { ...this.#reading, from, count: PAGE }
        : { ...this.#reading, cursor, count: PAGE };
    return this.#load(range, signal);
  }

  #take(page: Page, { items, next, total, isSorted, missing }: ItemPage): Page {
    const before = page.rows && new Map(page.rows.map(row => [row.id, row]));
    const isFirst = page.length === 0;
    const now = performance.now();
    const rows = items.map((item): ItemRow => {
      const id = item.nameSize > 0 || item.index === null ? bytesText(item.name) : String(item.index);
      const old = before?.get(id);
      const change = isFirst || !before ? null : changeOf(old, item, this.#reading.by === 'scan');
      if (change !== null) this.#marked.set(id, { change, at: now });
      const marked = this.#marked.get(id);
      const isMarked = marked !== undefined && now - marked.at < MARKED_MS;
      if (marked && !isMarked) this.#marked.delete(id);
      const row = { ...item, id, change: isMarked ? marked.change : null };
      return old && isSame(old, row) ? old : row;
    });
    this.#total =
      total ?? (next === null && this.#reading.by === 'scan' ? page.from + rows.length : this.#total);
    this.#isSorted = isSorted;
    this.#missing = keepEqual(this.#missing, missing);
    return keepEqual(page, { ...page, length: rows.length, rows, next });
  }

  /** Those furthest from the view. */
  #forget(): void {
    const kept = this.#pages.filter(({ rows }) => rows !== null);
    if (kept.length <= MOST_PAGES) return;
    const middle = (this.#shown.first + this.#shown.end) / 2;
    const [furthest] = kept.toSorted((a, b) => Math.abs(b.from - middle) - Math.abs(a.from - middle));
    this.#pages =
      this.#reading.by === 'index'
        ? this.#pages.filter(page => page !== furthest)
        : this.#pages.map(page => (page === furthest ? { ...page, rows: null } : page));
  }

  async #run(work: () => Promise<void>): Promise<void> {
    if (this.#isLoading || this.#ended.signal.aborted) return;
    this.#isLoading = true;
    const before = this.#told();
    try {
      await work();
      this.#error = null;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#error = error instanceof Error ? error : new Error(String(error));
    }
    this.#isLoading = false;
    if (this.#told().some((one, index) => one !== before[index])) {
      this.#range = undefined;
      this.#listeners.notify();
    }
    this.#readNearby();
  }

  /** All that listeners look at. */
  #told(): unknown[] {
    const last = this.#pages.at(-1);
    return [
      this.#pages,
      this.#pages.length,
      last?.next,
      this.#total,
      this.#isSorted,
      this.#missing,
      this.#error,
    ];
  }
}

/** @param isAll an item that was not among those before has come since */
function changeOf(old: ItemRow | undefined, item: KeyItem, isAll: boolean): string | null {
  if (!old) return isAll ? 'new' : null;
  if (item.score !== null && old.score !== null && item.score !== old.score)
    return difference(old.score, item.score);
  if (item.value === null || old.value === null || sameBytes(old.value, item.value)) return null;
  return difference(utf8Text(old.value), utf8Text(item.value));
}

function difference(before: string | null, after: string | null): string {
  const [a, b] = [before, after].map(text => (text === null || text.trim() === '' ? NaN : Number(text)));
  if (!Number.isFinite(a) || !Number.isFinite(b)) return 'changed';
  const by = b! - a!;
  return `${by > 0 ? '+' : ''}${by.toLocaleString('en-US', { maximumSignificantDigits: 6 })}`;
}

function isSame(a: ItemRow, b: ItemRow): boolean {
  return (
    a.change === b.change &&
    a.size === b.size &&
    a.index === b.index &&
    a.score === b.score &&
    a.ttlMs === b.ttlMs &&
    (a.value === null || b.value === null ? a.value === b.value : sameBytes(a.value, b.value))
  );
}
