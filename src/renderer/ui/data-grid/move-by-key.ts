export interface GridCursor {
  /** The row the keyboard is on, from the top; null when it is on none. */
  from: number | null;
  /** The first row in view, where the keyboard begins when it is on none. */
  firstVisible: number;
  rows: number;
  /** Rows that PageUp and PageDown move by. */
  page: number;
}

/** The row that a key moves to, from the top, or null for a key that moves nothing. */
export function moveByKey(key: string, { from, firstVisible, rows, page }: GridCursor): number | null {
  if (rows === 0) return null;
  const bounded = (index: number) => Math.min(Math.max(0, index), rows - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return rows - 1;
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  const step = Object.hasOwn(steps, key) ? steps[key]! : null;
  if (step === null) return null;
  return from === null ? bounded(firstVisible) : bounded(from + step);
}
