import { useAction } from '../../../lib/actions.ts';
import type { FieldColumn } from './look-store.ts';
import type { SortControl } from './use-sort.ts';

interface SortActionsProps {
  sorting: SortControl;
  columns: readonly FieldColumn[];
}

/** Sorting from the palette, while the table is paused. */
export function SortActions({ sorting, columns }: SortActionsProps) {
  useAction(
    sorting.sort
      ? { id: 'pubsub.sort.end', title: 'Show the messages as they came', group: 'Pub/Sub', run: sorting.end }
      : null,
  );
  if (!sorting.canSort) return null;
  const all = [
    { id: 'time', title: 'time' },
    { id: 'channel', title: 'channel' },
    { id: 'size', title: 'size' },
    ...columns,
  ];
  return all.map(({ id, title }) => <SortAction key={id} id={id} title={title} sorting={sorting} />);
}

function SortAction({ id, title, sorting }: { id: string; title: string; sorting: SortControl }) {
  const direction =
    sorting.columnId === id && sorting.sort?.direction === 'ascending' ? 'descending' : 'ascending';
  useAction({
    id: `pubsub.sort.${id}`,
    title: `Sort the messages by ${title}, ${direction}`,
    group: 'Pub/Sub',
    run: () => sorting.by(id, direction),
  });
  return null;
}
