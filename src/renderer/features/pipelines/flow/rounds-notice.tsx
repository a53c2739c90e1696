import { RefreshCw } from 'lucide-react';
import type { FlowRound } from '#shared/contract/flow.ts';

/** That events go round, before they do: nothing where they do not. */
export function RoundsNotice({ rounds }: { rounds: readonly FlowRound[] }) {
  if (rounds.length === 0) return null;
  return (
    <ul aria-label="Events go round" className="flex-none px-3 pt-2">
      {rounds.map(({ names, may }) => (
        <li
          key={names.join(' ')}
          className="mb-1 flex items-center gap-2 rounded-md border border-pending/50 bg-pending-bg px-2.5 py-1.5"
        >
          <RefreshCw size={15} aria-hidden className="flex-none text-pending" />
          <span className="min-w-0 wrap-break-word">
            <span className="font-medium">{`Events ${may ? 'may ' : ''}go round: `}</span>
            {[...names, names[0]].join(' → ')}. Each comes back for ever, unless a step lets fewer of them
            through.
          </span>
        </li>
      ))}
    </ul>
  );
}
