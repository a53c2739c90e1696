/** Bytes read for one page before it is cut short. */
export const PAGE_BYTES = 8 * 2 ** 20;
/** Items read before their size is known. */
export const FIRST_STEP = 16;

/** Reads items of unknown size until there are so many, none are left, or they are large together; at least one, where there is one. */
export async function inSteps<T>(
  count: number,
  sizeOf: (item: T) => number,
  read: (done: number, step: number) => Promise<T[]>,
): Promise<T[]> {
  const items: T[] = [];
  let bytes = 0;
  for (let step = FIRST_STEP; items.length < count && bytes < PAGE_BYTES;) {
    const wanted = Math.min(step, count - items.length);
    const some = await read(items.length, wanted);
    items.push(...some);
    if (some.length < wanted) break;
    for (const item of some) bytes += sizeOf(item);
    step = stepFor(items.length, bytes);
  }
  return items;
}

/** How many more of such items make a page, going by what was read. */
export function stepFor(read: number, bytes: number): number {
  return Math.max(1, Math.floor((PAGE_BYTES - bytes) / Math.max(1, bytes / Math.max(1, read))));
}
