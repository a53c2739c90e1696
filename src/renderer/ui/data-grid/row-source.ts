/**
 * What a `DataGrid` draws from. A source knows a contiguous range of rows by *position* and keeps only what is looked at; the grid
 * tells it what that is.
 *
 * A position is an integer that belongs to a row for as long as the source lives: a feed's sequence number, an index in an array,
 * or a count from wherever a cursor-based source began (the first entry after a jump is 0, the one before it -1). Positions may be
 * negative. When rows are loaded or arrive at one end, or are evicted at the other, `start` and `end` move and positions do not;
 * that is how the grid keeps what is under the cursor where it is.
 *
 * To browse something by id cursor in both directions: hold pages in a map from position to row, answer `moreBefore` and
 * `moreAfter` from what the last page said, and load the page beyond an end when `show` comes near it, then move `start` or `end`
 * and notify. To jump elsewhere, make a new source.
 */
export interface RowSource<Row> {
  /** Calls back after each change of what `range` or `at` answer. As often as it likes: the grid draws once per frame. */
  subscribe(listener: () => void): () => void;
  /** The rows there are. The same object until something changed. */
  range(): RowRange;
  /** The row at a position in the range, or undefined while it is not here. The same object until that row changed. */
  at(position: number): Row | undefined;
  /** What is looked at now. The source fetches it and may forget the rest. */
  show(view: ShownRows): void;
  /** Where a row is now, for sources whose rows change places (a sorted list). Without it a row keeps its position. */
  positionOf?(key: string): number | undefined;
}

export interface RowRange {
  /** Position of the first known row. */
  start: number;
  /** One past the last known row; equal to `start` when there are none. */
  end: number;
  /** There are rows before `start` / from `end` on that can be loaded. */
  moreBefore: boolean;
  moreAfter: boolean;
  /** Rows in all, loaded or not; null when nobody knows. */
  total: number | null;
  /** Something is being fetched that was not here before. */
  loading: boolean;
  /** Why rows cannot be had, for people; what is here already stays. */
  problem: string | null;
}

export interface ShownRows {
  /** Position of the first and one past the last row on screen. Ask for a margin around them. */
  first: number;
  end: number;
  /** The newest rows are followed: answer whatever is newest, `first` and `end` are of a moment ago. */
  following: boolean;
}
