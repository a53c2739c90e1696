import { useSyncExternalStore } from 'react';
import { Listeners } from '../../lib/listeners.ts';

/** The rows that were picked, as they were seen: an action leaves alone what has changed since. */
export class Selection<Row extends { id: string }> {
  readonly #listeners = new Listeners();
  #rows: ReadonlyMap<string, Row> = new Map();
  /** Everything that matches the filter, whether it is on this page or not. */
  #all = false;
  #version = 0;
  /** The row that a range begins at. */
  #anchor: string | null = null;

  readonly subscribe = this.#listeners.subscribe;
  readonly version = (): number => this.#version;

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  get size(): number {
    return this.#rows.size;
  }

  get all(): boolean {
    return this.#all;
  }

  has(id: string): boolean {
    return this.#all || this.#rows.has(id);
  }

  toggle(row: Row): void {
    const next = new Map(this.#all ? [] : this.#rows);
    if (!next.delete(row.id)) next.set(row.id, row);
    this.#set(next, false);
  }

  /** A range that is picked next begins here. */
  startFrom(id: string): void {
    this.#anchor = id;
  }

  /**
   * Picks a row, or lets go of it.
   *
   * @param rows the list it is in, for `extend`: all rows from the one before up to this one are picked
   */
  mark(row: Row, rows: readonly Row[], extend: boolean): void {
    const from = extend ? rows.findIndex(other => other.id === this.#anchor) : -1;
    const to = rows.findIndex(other => other.id === row.id);
    this.#anchor = row.id;
    if (from >= 0 && to >= 0) this.#add(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
    else this.toggle(row);
  }

  /** Picks all rows from where the range begins to this one, which may be nearer than the one before. */
  extendTo(row: Row, rows: readonly Row[]): void {
    const from = rows.findIndex(({ id }) => id === this.#anchor);
    const to = rows.findIndex(({ id }) => id === row.id);
    if (from < 0 || to < 0) return this.startFrom(row.id);
    const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.#set(new Map(range.map(picked => [picked.id, picked])), false);
  }

  selectAll(): void {
    this.#set(new Map(), true);
  }

  clear(): void {
    if (this.#rows.size > 0 || this.#all) this.#set(new Map(), false);
  }

  #add(rows: readonly Row[]): void {
    this.#set(new Map([...(this.#all ? [] : this.#rows), ...rows.map(row => [row.id, row] as const)]), false);
  }

  #set(rows: ReadonlyMap<string, Row>, all: boolean): void {
    this.#rows = rows;
    this.#all = all;
    this.#version++;
    this.#listeners.notify();
  }
}

/** Draws the component again when the selection changes. */
export function useSelection<Row extends { id: string }>(selection: Selection<Row>): Selection<Row> {
  useSyncExternalStore(selection.subscribe, selection.version);
  return selection;
}

/** Whether one row is picked. */
export function useIsSelected<Row extends { id: string }>(selection: Selection<Row>, id: string): boolean {
  return useSyncExternalStore(selection.subscribe, () => selection.has(id));
}
