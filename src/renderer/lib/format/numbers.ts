const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const threeDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const twoDigits = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** What is shown where a figure is not known. Never 0. */
export const UNKNOWN = '—';

/** "1,204", or a dash for an unknown count. */
export function formatCount(count: number | bigint | null | undefined): string {
  return count === null || count === undefined ? UNKNOWN : grouped.format(count);
}

/** "1,204", "4.5", "0.00123": a value that need not be whole. */
export function formatAmount(amount: number | null | undefined): string {
  if (amount === null || amount === undefined) return UNKNOWN;
  return (Math.abs(amount) < 1 ? threeDigits : twoDigits).format(amount);
}

/** "1 message", "1,204 messages". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`;
}

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const ordinalEndings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** "1st", "2nd", "3rd", "11th". */
export function ordinal(number: number): string {
  return `${number}${ordinalEndings[ordinals.select(number)] ?? 'th'}`;
}

/** "62", "0.4", "1,104": a rate per second without its unit; under ten with one decimal. */
export function formatRate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined) return UNKNOWN;
  if (perSecond > 0 && perSecond < 0.05) return '<0.1';
  return perSecond < 10 ? oneDigit.format(perSecond) : grouped.format(perSecond);
}

/** "999", "1.2k", "35k", "1.2M": where there is room for four characters. */
export function formatShort(value: number): string {
  if (value < 999.5) return value < 10 ? oneDigit.format(value) : grouped.format(value);
  for (const [size, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    const scaled = value / size;
    if (scaled >= 0.9995)
      return `${scaled < 9.95 ? oneDigit.format(scaled) : grouped.format(scaled)}${suffix}`;
  }
  return grouped.format(value);
}
