import type { Sort } from '../../../ui/data-grid/columns.ts';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { ShownRows } from '../../../ui/data-grid/row-source.ts';
import { byFigure } from '../by-figure.ts';
import { familiesOf, isFamily } from './families.ts';
import { isFamilyRow, sortableFigures, type ListRow, type StreamRow } from './list-columns.tsx';
import type { StreamDetails } from './use-stream-details.ts';
import type { ListedStream } from '../../../lib/stream-list.ts';

/** Of a row among all: a family and a stream may have one name. */
export const keyOf = (row: ListRow) => (isFamilyRow(row) ? `${row.name}*` : row.name);

function sameRow(a: ListRow, b: ListRow): boolean {
  if (isFamilyRow(a) || isFamilyRow(b))
    return (
      isFamilyRow(a) &&
      isFamilyRow(b) &&
      a.family.open === b.family.open &&
      a.family.members === b.family.members
    );
  return (
    a.details === b.details &&
    a.recognised === b.recognised &&
    a.favourite === b.favourite &&
    a.inFamily === b.inFamily
  );
}

/** Rows that are all here, and that know which of them are looked at: only those have their figures read. */
export class StreamRows extends ArrayRowSource<ListRow> {
  shown: ShownRows = { first: 0, end: 0, following: false };
  readonly #onShow: () => void;

  constructor(onShow: () => void) {
    super(keyOf, sameRow);
    this.#onShow = onShow;
  }

  override show(shown?: ShownRows): void {
    if (!shown || (shown.first === this.shown.first && shown.end === this.shown.end)) return;
    this.shown = shown;
    this.#onShow();
  }
}

interface ListOptions {
  streams: readonly ListedStream[];
  favourites: readonly string[];
  /** Of all of them, to sort by; null while they are not known. */
  details: ReadonlyMap<string, StreamDetails> | null;
  sort: Sort | null;
  isFolding: boolean;
  /** Prefixes of the families whose streams are shown. */
  openFamilies: ReadonlySet<string>;
}

/** The rows of the list in their order: favourites first, families folded or with their streams below them. */
export function listRows({
  streams,
  favourites,
  details,
  sort,
  isFolding,
  openFamilies,
}: ListOptions): ListRow[] {
  const first = new Set(favourites);
  const rows = streams.map(({ key, name }): StreamRow => ({
    key,
    name,
    details: details?.get(name),
    favourite: first.has(name),
  }));
  const figure = details ? sortableFigures.find(({ id }) => id === sort?.columnId) : undefined;
  const inOrder = <Row extends ListRow>(some: readonly Row[]) =>
    figure ? byFigure(some, figure.value, sort!.direction) : [...some];
  const others = rows.filter(row => !row.favourite);
  const items = isFolding ? familiesOf(others) : others;
  const listed = items.map((item): ListRow =>
    isFamily(item)
      ? { name: item.prefix, family: { members: item.members, open: openFamilies.has(item.prefix) } }
      : item,
  );
  return [...inOrder(rows.filter(row => row.favourite)), ...inOrder(listed)].flatMap((row): ListRow[] => {
    if (!isFamilyRow(row) || !row.family.open) return [row];
    const shown: ListRow[] = [row];
    for (const member of inOrder(row.family.members)) shown.push({ ...member, inFamily: true });
    return shown;
  });
}
