import { keepEqual } from '../../lib/keep-equal.ts';
import { Listeners } from '../../lib/listeners.ts';
import type { RowRange, RowSource, ShownRows } from '../../ui/data-grid/row-source.ts';

/** Which rows: after or before an id, neither included, or from one end of the list. */
export type Cursor = { after: string | null } | { before: string | null };

export interface CursorPage<Row> {
  /** In the order of ids, whichever way they were read. */
  rows: Row[];
  /** There may be more in the direction read. */
  more: boolean;
  /** Where to go on when a filter found nothing in what it looked at. */
  resume?: string | undefined;
}

/** @param again reads what is here once more: no step forward in a search */
export type LoadPage<Row> = (
  cursor: Cursor,
  count: number,
  signal: AbortSignal,
  again: boolean,
) => Promise<CursorPage<Row>>;

const PAGE = 200;
/** Rows of a growing list that are read in one go. */
const MOST_AT_ONCE = 1_000;
/** Rows beyond the view at which the next page is asked for. */
const MARGIN = 60;
/** Rows kept; those furthest from the view are forgotten and read again when it comes near them. */
const MOST = 4_000;

/**
 * Rows ordered by id that are read page by page in both directions, from wherever it began: millions cost what a few screens cost.
 */
export class CursorRowSource<Row> implements RowSource<Row> {
  readonly #listeners = new Listeners();
  readonly #load: LoadPage<Row>;
  readonly #idOf: (row: Row) => string;
  readonly #isSame: (before: Row, after: Row) => boolean;
  readonly #ended = new AbortController();
  #rows: Row[] = [];
  #start = 0;
  #moreBefore: boolean;
  #moreAfter: boolean;
  #resumeBefore: string | null | undefined;
  #resumeAfter: string | null | undefined;
  #loading: 'before' | 'after' | 'again' | null = null;
  #problem: string | null = null;
  #total: number | null = null;
  #shown: ShownRows = { first: 0, end: 0, following: false };
  #range: RowRange | undefined;

  /**
   * @param begin `{ after: null }` begins at the first row, `{ before: null }` at the last, an id in the middle
   * @param isSame whether a row that was read again is still the one before; all of it, unless given
   */
  constructor(
    load: LoadPage<Row>,
    idOf: (row: Row) => string,
    begin: Cursor,
    isSame: (before: Row, after: Row) => boolean = (before, after) => keepEqual(before, after) === before,
  ) {
    this.#load = load;
    this.#idOf = idOf;
    this.#isSame = isSame;
    if ('after' in begin) {
      this.#resumeAfter = begin.after;
      this.#moreAfter = true;
      this.#moreBefore = begin.after !== null;
      void this.#extend('after');
    } else {
      this.#resumeBefore = begin.before;
      this.#moreBefore = true;
      this.#moreAfter = begin.before !== null;
      void this.#extend('before');
    }
  }

  readonly subscribe = this.#listeners.subscribe;

  close(): void {
    this.#ended.abort();
  }

  /** Told from elsewhere: a page does not know how many there are. */
  setTotal(total: number | null): void {
    if (total === this.#total) return;
    this.#total = total;
    this.#changed();
  }

  range(): RowRange {
    return (this.#range ??= {
      start: this.#start,
      end: this.#start + this.#rows.length,
      moreBefore: this.#moreBefore,
      moreAfter: this.#moreAfter,
      total: this.#total,
      loading: this.#loading === 'before' || this.#loading === 'after',
      problem: this.#problem,
    });
  }

  at(position: number): Row | undefined {
    return this.#rows[position - this.#start];
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  show(shown: ShownRows): void {
    this.#shown = shown;
    this.#loadNearby();
  }

  /** Reads what is in view again, and what follows it: rows that are gone leave, new ones come. Nobody is told where nothing changed. */
  async refresh(): Promise<void> {
    if (this.#loading !== null || this.#ended.signal.aborted) return;
    const from = Math.max(0, this.#shown.first - this.#start - MARGIN);
    const before = this.#rows[from - 1];
    if (before === undefined && this.#moreBefore && this.#rows.length > 0) return;
    const count = Math.min(MOST_AT_ONCE, Math.max(PAGE, this.#shown.end - this.#shown.first + 2 * MARGIN));
    await this.#run('again', async signal => {
      const page = await this.#load({ after: before ? this.#idOf(before) : null }, count, signal, true);
      const known = new Map(this.#rows.slice(from).map(row => [this.#idOf(row), row]));
      const fresh = page.rows.map(row => {
        const old = known.get(this.#idOf(row));
        return old !== undefined && this.#isSame(old, row) ? old : row;
      });
      const old = this.#rows.slice(from);
      if (fresh.length !== old.length || fresh.some((row, index) => row !== old[index]))
        this.#rows = [...this.#rows.slice(0, from), ...fresh];
      this.#moreAfter = page.more;
      this.#resumeAfter = page.resume;
    });
  }

  /**
   * Asks for what came after the last row: for a list that grows. One that grows faster than it can be read is not read through by
   * somebody who follows it: it goes on from its newest rows.
   */
  async readOn(): Promise<void> {
    await this.#run('after', async signal => {
      const last = this.#rows.at(-1);
      const page = await this.#load({ after: last ? this.#idOf(last) : null }, MOST_AT_ONCE, signal, false);
      this.#rows = [...this.#rows, ...page.rows];
      this.#moreAfter = page.more;
      if (page.more && this.#shown.following) {
        const newest = await this.#load({ before: null }, PAGE, signal, false);
        this.#start += this.#rows.length;
        this.#rows = newest.rows;
        this.#moreBefore = true;
        this.#moreAfter = false;
      }
      this.#forgetBefore();
    });
  }

  #loadNearby(): void {
    if (this.#loading !== null || this.#problem !== null) return;
    const { first, end } = this.#shown;
    if (this.#moreAfter && end > this.#start + this.#rows.length - MARGIN) void this.#extend('after');
    else if (this.#moreBefore && first < this.#start + MARGIN) void this.#extend('before');
  }

  async #extend(direction: 'before' | 'after'): Promise<void> {
    await this.#run(direction, async signal => {
      if (direction === 'after') {
        const last = this.#rows.at(-1);
        const cursor = this.#resumeAfter ?? (last ? this.#idOf(last) : null);
        const page = await this.#load({ after: cursor }, PAGE, signal, false);
        this.#rows = [...this.#rows, ...page.rows];
        this.#moreAfter = page.more;
        this.#resumeAfter = page.resume;
        this.#forgetBefore();
      } else {
        const first = this.#rows[0];
        const cursor = this.#resumeBefore ?? (first ? this.#idOf(first) : null);
        const page = await this.#load({ before: cursor }, PAGE, signal, false);
        this.#rows = [...page.rows, ...this.#rows];
        this.#start -= page.rows.length;
        this.#moreBefore = page.more;
        this.#resumeBefore = page.resume;
        this.#forgetAfter();
      }
    });
  }

  async #run(
    kind: 'before' | 'after' | 'again',
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.#loading !== null) return;
    this.#loading = kind;
    // That rows are read again is no news: nothing shows it.
    if (kind !== 'again') this.#changed();
    const before = this.#told();
    try {
      await work(this.#ended.signal);
      this.#problem = null;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.#loading = null;
    if (kind !== 'again' || this.#told().some((one, index) => one !== before[index])) this.#changed();
    this.#loadNearby();
  }

  /** What listeners look at that reading again may change. */
  #told(): unknown[] {
    return [this.#rows, this.#moreAfter, this.#problem];
  }

  #forgetBefore(): void {
    const gone = Math.min(this.#rows.length - MOST, this.#shown.first - this.#start - MOST / 2);
    if (gone <= 0) return;
    this.#rows = this.#rows.slice(gone);
    this.#start += gone;
    this.#moreBefore = true;
    this.#resumeBefore = undefined;
  }

  #forgetAfter(): void {
    const gone = this.#rows.length - MOST;
    if (gone <= 0) return;
    this.#rows = this.#rows.slice(0, -gone);
    this.#moreAfter = true;
    this.#resumeAfter = undefined;
  }

  #changed(): void {
    this.#range = undefined;
    this.#listeners.notify();
  }
}
