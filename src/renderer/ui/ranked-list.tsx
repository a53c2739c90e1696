import { formatAmount } from '../lib/format/numbers.ts';

interface RankedListProps {
  label: string;
  /** Highest first. */
  rows: readonly { member: string; score: number }[];
}

/** Members by score, each with a bar as long as its part of the highest. */
export function RankedList({ label, rows }: RankedListProps) {
  const most = rows[0]?.score ?? 0;
  return (
    <ol aria-label={label}>
      {rows.map(({ member, score }, index) => (
        <li key={member} className="mono relative flex h-6 items-center gap-2 px-2">
          <span
            aria-hidden
            className="absolute inset-y-0.5 left-0 rounded-sm bg-accent-bg"
            style={{ width: `${most > 0 ? Math.max(0, score / most) * 100 : 0}%` }}
          />
          <span className="relative w-5 flex-none text-right text-muted">{index + 1}</span>
          <span className="relative min-w-0 flex-1 truncate" title={member}>
            {member}
          </span>
          <span className="relative">{formatAmount(score)}</span>
        </li>
      ))}
    </ol>
  );
}
