/** When and as which event a value came: `first` and `last` order by both. */
export interface Moment {
  /** Milliseconds since the Unix epoch. */
  time: number;
  /** Grows with every event of a pipeline, also over restarts. */
  position: number;
}

/** A state as a checkpoint keeps it: a JSON value with whole numbers of any size, whose shape is that of its kind of aggregate. */
export type SavedState =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly SavedState[]
  | { readonly [name: string]: SavedState };

/**
 * The state of one aggregate in one window and group: a commutative monoid. `merge` of two states equals the state of all their
 * values, in whichever order they came; `load(save())` equals the state.
 */
export interface Accumulator {
  /** @throws {TypeError} when the value is not one this aggregate takes; the state is unchanged */
  add(value: unknown, moment: Moment): void;
  /** Takes in another of the same kind, which stays as it is. */
  merge(other: Accumulator): void;
  /** What the row shows: a JSON value, with BigInts where a whole number may exceed 2^53. */
  result(): unknown;
  /** True when the result may differ from the exact one. */
  readonly approximate: boolean;
  save(): SavedState;
  /**
   * For states that may be large: what has changed since `save` or this was called last, as a state that `load` takes and that is to be merged with
   * the one saved then; undefined where only the whole says it. Where it is missing, the whole is small.
   */
  changes?(): SavedState | undefined;
}

/** What became of a state after it was saved: another one, or one to be merged with it. */
export type SavedChange = readonly ['=' | '+', SavedState];

/** A state from what was saved of it, in order. */
export function restored(
  kind: AccumulatorKind,
  saved: SavedState,
  changes: readonly SavedChange[],
): Accumulator {
  let state = kind.load(saved);
  for (const [how, change] of changes) {
    if (how === '=') state = kind.load(change);
    else state.merge(kind.load(change));
  }
  return state;
}

export interface AccumulatorKind {
  zero(): Accumulator;
  load(saved: SavedState): Accumulator;
}

/** A kind whose states are saved in a shape of its own: what it saves is what it loads. */
export function kindOf<Saved extends SavedState>(kind: {
  zero(): Accumulator & { save(): Saved };
  load(saved: Saved): Accumulator & { save(): Saved };
}): AccumulatorKind {
  return kind;
}

/** A number from an expression or from JSON. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'bigint') return Number(value);
  throw new TypeError(`${describe(value)} is not a number`);
}

/** A value as people name it in an error: its type, and itself where it is short. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value)}`;
  if (value instanceof Uint8Array) return 'a value of bytes';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a map';
  return `${value as number}`;
}

/** One text per value: equal for values that are equal in CEL (1 and 1.0), different otherwise. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return `"${value}`;
  if (value === null || value === undefined) throw new TypeError('null has no value');
  if (typeof value === 'object')
    // The text "5" inside a map is not the number.
    return JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'bigint' ? { int: String(item) } : item,
    );
  return `${value as number}`;
}
