/** Further from it than this, another name is not what was meant. */
const MAX_CHANGES = 2;

/** The name that differs from `given` by the fewest typing mistakes; undefined when none is near. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  let best: { name: string; changes: number } | undefined;
  for (const name of names) {
    const changes = changesBetween(given.toLowerCase(), name.toLowerCase());
    if (changes <= Math.min(MAX_CHANGES, name.length - 1) && changes < (best?.changes ?? Infinity))
      best = { name, changes };
  }
  return best?.name;
}

/** Characters to insert, leave out, replace or swap with their neighbour (optimal string alignment). */
export function changesBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (same ? 0 : 1),
        swapped ? before[j - 2]! + 1 : Infinity,
      );
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
