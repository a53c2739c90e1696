import type { KeyFigures, KeyRow, KeyRows, PrefixSummary } from '#shared/contract/keys.ts';
import { bytesText } from '#shared/redis/text.ts';
import { Listeners } from '../../../lib/listeners.ts';
import type { Whose } from '../../../lib/recognised.ts';
import type { RowRange, RowSource, ShownRows } from '../../../ui/data-grid/row-source.ts';

/** A row of the list of keys, with what is known of it. */
export interface ListedKey {
  /** Unique in the list: `k` and the name of a key, `p` and a prefix, `r` and a prefix with more keys. */
  id: string;
  row: KeyRow;
  /** The part of its name that is not of the row above it. */
  label: string;
  figures: KeyFigures | PrefixSummary | undefined;
  /** Whose it is. */
  whose: Whose | undefined;
}

type Load = (from: number, count: number, signal: AbortSignal) => Promise<KeyRows>;

/** Rows beyond the view that are here too. */
const MARGIN = 100;
/** Nearer to the end of what is here than this, more is asked for. */
const NEAR = 30;
const MOST_AT_ONCE = 500;

/** The rows of a walk around those in view; the engine has the others. */
export class WalkRows implements RowSource<ListedKey> {
  readonly #listeners = new Listeners();
  readonly #onShow: () => void;
  readonly #ended = new AbortController();
  #load: Load;
  #from = 0;
  #rows: readonly ListedKey[] = [];
  #total = 0;
  #figures: ReadonlyMap<string, ListedKey['figures']> = new Map();
  #whose: ReadonlyMap<string, Whose> = new Map();
  #shown: ShownRows = { first: 0, end: 0, following: false };
  #isLoading = false;
  /** What is here may not be what is there any more. */
  #isStale = true;
  #hasLoaded = false;
  #problem: string | null = null;
  #range: RowRange | undefined;

  /** @param onShow called when other rows are in view */
  constructor(load: Load, onShow: () => void) {
    this.#load = load;
    this.#onShow = onShow;
  }

  readonly subscribe = this.#listeners.subscribe;

  close(): void {
    this.#ended.abort();
  }

  range(): RowRange {
    return (this.#range ??= {
      start: 0,
      end: this.#total,
      moreBefore: false,
      moreAfter: false,
      total: this.#total,
      loading: !this.#hasLoaded,
      problem: this.#problem,
    });
  }

  at(position: number): ListedKey | undefined {
    return this.#rows[position - this.#from];
  }

  positionOf(id: string): number | undefined {
    const place = this.#rows.findIndex(row => row.id === id);
    return place < 0 ? undefined : this.#from + place;
  }

  /** The prefix that a row stands under, where that is here. */
  parentOf(id: string): ListedKey | undefined {
    const place = this.#rows.findIndex(row => row.id === id);
    const depth = depthOf(this.#rows[place]);
    return this.#rows.slice(0, Math.max(0, place)).findLast(row => depthOf(row) < depth);
  }

  get inView(): readonly ListedKey[] {
    return this.#rows.slice(
      Math.max(0, this.#shown.first - this.#from),
      Math.max(0, this.#shown.end - this.#from),
    );
  }

  show(shown: ShownRows): void {
    if (shown.first === this.#shown.first && shown.end === this.#shown.end) return;
    this.#shown = shown;
    this.#onShow();
    void this.#read();
  }

  /** Reads what is in view again. @param load from now on, where rows are another kind of */
  renew(load: Load = this.#load): void {
    this.#load = load;
    this.#isStale = true;
    void this.#read();
  }

  /** @param figures by the ids of rows */
  setFigures(figures: ReadonlyMap<string, ListedKey['figures']>): void {
    this.#figures = figures;
    this.#rows = this.#rows.map(row =>
      row.figures === figures.get(row.id) ? row : { ...row, figures: figures.get(row.id) },
    );
    this.#changed();
  }

  /** @param whose by the ids of rows */
  setWhose(whose: ReadonlyMap<string, Whose>): void {
    this.#whose = whose;
    this.#rows = this.#rows.map(row =>
      row.whose === whose.get(row.id) ? row : { ...row, whose: whose.get(row.id) },
    );
    this.#changed();
  }

  async #read(): Promise<void> {
    if (this.#isLoading || this.#ended.signal.aborted || !(this.#isStale || this.#isNearEnd())) return;
    this.#isLoading = true;
    this.#isStale = false;
    const from = Math.max(0, this.#shown.first - MARGIN);
    const count = Math.min(MOST_AT_ONCE, this.#shown.end + MARGIN - from);
    try {
      this.#take(await this.#load(from, Math.max(1, count), this.#ended.signal));
      this.#problem = null;
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.#isLoading = false;
    this.#changed();
    if (this.#problem === null) void this.#read();
  }

  #take({ total, from, rows }: KeyRows): void {
    const known = new Map(this.#rows.map(row => [row.id, row]));
    this.#rows = rows.map((row, index) => {
      const id = idOf(row, from + index);
      const before = known.get(id);
      if (before && isSame(before.row, row)) return before;
      return { id, row, label: labelOf(row), figures: this.#figures.get(id), whose: this.#whose.get(id) };
    });
    this.#from = from;
    this.#total = total;
    this.#hasLoaded = true;
  }

  #isNearEnd(): boolean {
    const { first, end } = this.#shown;
    const hasEnd = this.#from + this.#rows.length;
    return (
      first - NEAR < this.#from - (this.#from === 0 ? NEAR : 0) ||
      (end + NEAR > hasEnd && hasEnd < this.#total)
    );
  }

  #changed(): void {
    this.#range = undefined;
    this.#listeners.notify();
  }
}

function depthOf(listed: ListedKey | undefined): number {
  return listed === undefined || listed.row.kind === 'gone' ? 0 : listed.row.depth;
}

function idOf(row: KeyRow, position: number): string {
  if (row.kind === 'gone') return `g ${position}`;
  return row.kind === 'key'
    ? keyId(row.key)
    : `${row.kind === 'prefix' ? 'p' : 'r'} ${bytesText(row.prefix)}`;
}

export const keyId = (key: Uint8Array) => `k ${bytesText(key)}`;

function labelOf(row: KeyRow): string {
  if (row.kind === 'gone') return '';
  return bytesText((row.kind === 'key' ? row.key : row.prefix).subarray(row.labelFrom));
}

/** Of rows with the same id. */
function isSame(a: KeyRow, b: KeyRow): boolean {
  if (a.kind === 'gone' || b.kind === 'gone') return a.kind === b.kind;
  return (
    a.depth === b.depth &&
    a.labelFrom === b.labelFrom &&
    (a.kind === 'key' || (b.kind !== 'key' && a.keys === b.keys)) &&
    (a.kind !== 'prefix' || (b.kind === 'prefix' && a.isOpen === b.isOpen))
  );
}
