/** How often and how fast, as it is typed; see `readRepeat`. */
export interface Repeat {
  count: string;
  perSecond: string;
}

const MOST = 100_000_000;
const FASTEST = 10_000_000;

/** The numbers, or what is wrong with them. No rate is as fast as the server answers. */
export function readRepeat(
  repeat: Repeat,
): { count: number; perSecond: number | null } | { problem: string } {
  const count = numberOf(repeat.count === '' ? '1' : repeat.count);
  if (count === null || !Number.isInteger(count) || count < 1 || count > MOST)
    return { problem: 'Repeat takes a whole number from 1 to 100,000,000.' };
  if (repeat.perSecond.trim() === '') return { count, perSecond: null };
  const perSecond = numberOf(repeat.perSecond);
  if (perSecond === null || perSecond <= 0 || perSecond > FASTEST)
    return {
      problem: 'The rate is a number a second: above 0, at most 10,000,000. Empty is unlimited.',
    };
  return { count, perSecond };
}

/** Digits may be grouped, as they are shown. */
function numberOf(text: string): number | null {
  const plain = text.trim().replaceAll(/(?<=\d),(?=\d{3})/g, '');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}
