import type { Sort } from '../../ui/data-grid/columns.ts';

/** What a click on a title makes of the order: figures begin with the largest, and a third click ends it. */
export function nextSort<Id extends string>(sort: Sort<Id> | null, columnId: Id): Sort<Id> | null {
  if (sort?.columnId !== columnId) return { columnId, direction: 'descending' };
  return sort.direction === 'descending' ? { columnId, direction: 'ascending' } : null;
}
