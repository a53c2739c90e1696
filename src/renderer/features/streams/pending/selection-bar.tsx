import { formatCount } from '../../../lib/format/numbers.ts';
import { useSelection, type Selection } from '../selection.ts';
import type { PendingRow, SearchState } from './pending-rows.ts';
import type { PendingSort, SortedCounts } from './sorted-pending.ts';

interface SelectionBarProps {
  selection: Selection<PendingRow>;
  filtering: boolean;
  search: SearchState | null;
  sort: PendingSort | null;
  /** Null until the order is known. */
  sorted: SortedCounts | null;
  shown: number;
  pending: number;
}

/** What is picked, how far a filter has looked, and the way to pick everything. */
export function SelectionBar({
  selection,
  filtering,
  search,
  sort,
  sorted,
  shown,
  pending,
}: SelectionBarProps) {
  useSelection(selection);
  const picked = selection.all
    ? `all ${filtering ? 'that match' : formatCount(pending)} selected`
    : selection.size > 0
      ? `${formatCount(selection.size)} selected`
      : null;
  return (
    <div className="flex h-7 flex-none items-center gap-3 border-b border-line-soft bg-surface px-3 text-xs/[18px] text-muted">
      <span role="status">
        {sort
          ? sorted
            ? sortedText(sorted, shown, filtering)
            : 'Reading the pending entries to sort them…'
          : filtering && search
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

/** Redis keeps them by id: an order by anything else is one of those that were read. */
function sortedText({ scanned, matched, total }: SortedCounts, shown: number, filtering: boolean): string {
  const first = shown < matched ? `first ${formatCount(shown)} of ` : '';
  const among =
    scanned < total
      ? `sorted among the ${formatCount(scanned)} with the smallest ids, of ${formatCount(total)}`
      : `sorted among all ${formatCount(total)}`;
  return `${first}${formatCount(matched)} ${filtering ? 'that match' : 'pending'} · ${among}`;
}
