import { cx } from '../lib/class-names.ts';

/** The colour of a channel, a key, a consumer or a connection: 1-8 in the series palette. Its name always stands beside it. */
export function Swatch({ color, round = false }: { color: number; round?: boolean }) {
  return (
    <span
      aria-hidden
      className={cx('swatch', round && 'rounded-full!')}
      style={{ background: `var(--series-${color})` }}
    />
  );
}
