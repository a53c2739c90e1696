import { formatCount } from '../../../lib/format/numbers.ts';
import { useSelection, type Selection } from '../selection.ts';
import type { PendingRow, SearchState } from './pending-rows.ts';

interface SelectionBarProps {
  selection: Selection<PendingRow>;
  filtering: boolean;
  search: SearchState | null;
  shown: number;
  pending: number;
}

/** What is picked, how far a filter has looked, and the way to pick everything. */
export function SelectionBar({ selection, filtering, search, shown, pending }: SelectionBarProps) {
  useSelection(selection);
  const picked = selection.all
    ? `all ${filtering ? 'that match' : formatCount(pending)} selected`
    : selection.size > 0
      ? `${formatCount(selection.size)} selected`
      : null;
  return (
    <div className="flex h-7 flex-none items-center gap-3 border-b border-line-soft bg-surface px-3 text-xs/[18px] text-muted">
      <span role="status">
        {filtering && search
          ? `${formatCount(search.matched)} of ${formatCount(search.scanned)} checked entries match`
          : `${formatCount(shown)} of ${formatCount(pending)} here`}
        {picked !== null && <b className="pl-2 font-medium text-text"> {picked}</b>}
      </span>
      <span className="flex-1" />
      <button
        type="button"
        className="text-text underline underline-offset-2"
        onClick={() => selection.selectAll()}
      >
        Select all{filtering ? ' that match' : ''}
      </button>
      {picked !== null && (
        <button
          type="button"
          className="text-text underline underline-offset-2"
          onClick={() => selection.clear()}
        >
          Select none
        </button>
      )}
    </div>
  );
}
