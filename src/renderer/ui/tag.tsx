import type { ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';

const tones = {
  plain: 'bg-hover text-muted',
  accent: 'bg-accent-bg text-accent-text',
  pending: 'bg-pending-bg text-pending',
  danger: 'bg-danger-bg text-danger',
  ok: 'bg-ok-bg text-ok',
} as const;

export type Tone = keyof typeof tones;

/** A word about a thing's state or kind. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cx(
        'inline-flex h-[18px] items-center gap-1 rounded-sm px-1.5 text-[11px]/[18px] font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
