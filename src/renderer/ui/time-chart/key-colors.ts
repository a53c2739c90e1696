import { useRef } from 'react';

/** Colours of the theme: `--series-1` to `--series-8`. */
const COLORS = 8;

/**
 * A colour for each name. A name that is drawn again has the colour that it had, whatever its rank is now; a new one has one that no other
 * drawn name has, and that was free the longest.
 *
 * @param before names with their colours, those that were drawn last at the end
 */
export function keyColors(
  before: ReadonlyMap<string, number>,
  names: readonly string[],
): ReadonlyMap<string, number> {
  const taken = new Set(names.map(name => before.get(name)));
  const free = Array.from({ length: COLORS }, (_, index) => index + 1).filter(color => !taken.has(color));
  const lastUse = (color: number) => [...before.values()].lastIndexOf(color);
  free.sort((a, b) => lastUse(a) - lastUse(b));
  const after = new Map(before);
  for (const name of names) {
    const color = before.get(name) ?? free.shift() ?? 1;
    // At the end again: it is drawn now.
    after.delete(name);
    after.set(name, color);
  }
  // Whoever has lost its colour to a drawn name begins anew.
  const drawn = new Set(names);
  for (const [name, color] of after)
    if (!drawn.has(name) && names.some(other => after.get(other) === color)) after.delete(name);
  return after;
}

/** Colours of a chart's names, each kept as long as the chart is there. */
export function useKeyColors(names: readonly string[]): (name: string) => number {
  const colors = useRef<ReadonlyMap<string, number>>(new Map());
  // oxlint-disable-next-line react/refs -- the same names give the same colours, however often this is drawn
  const now = keyColors(colors.current, names);
  // oxlint-disable-next-line react/refs -- as above
  colors.current = now;
  return name => now.get(name) ?? 1;
}
