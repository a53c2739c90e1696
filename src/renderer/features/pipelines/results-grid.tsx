import { useEffect, useMemo, useState } from 'react';
import type { ResultRow } from '#shared/contract/pipelines.ts';
import { isoTime } from '../../lib/format/times.ts';
import { ArrayRowSource } from '../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../ui/data-grid/columns.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Clock } from './clock.tsx';

const windowColumn: Column<ResultRow> = {
  id: 'window',
  title: 'window',
  width: 84,
  minWidth: 84,
  cell: row => <Clock time={row.start} />,
  text: row => isoTime(row.start),
};

/** @param marksOpen tells rows of windows that had not closed from the others */
const keyColumn = (marksOpen: boolean): Column<ResultRow> => ({
  id: 'key',
  title: 'key',
  width: 'flex',
  cell: row => (
    <span className="mono" title={row.key}>
      {row.key} {marksOpen && row.open && <Tag tone="pending">open</Tag>}
    </span>
  ),
  text: row => row.key,
});

const valueIn = (row: ResultRow, name: string) => row.values.find(([other]) => other === name)?.[1] ?? '';

const valueColumn = (name: string): Column<ResultRow> => ({
  id: `value ${name}`,
  title: name,
  width: 96,
  minWidth: 72,
  align: 'right',
  cell: row => {
    const value = valueIn(row, name);
    return (
      <span className="mono" title={value}>
        {shortened(value)}
      </span>
    );
  },
  text: row => valueIn(row, name),
});

/** A number with a long fraction is cut to three digits of it: the whole is in the title, and in what is copied. */
function shortened(value: string): string {
  return /^-?\d+\.\d{4,}$/.test(value) ? Number(value).toFixed(3) : value;
}

const rowKey = (row: ResultRow) => `${row.pipeline} ${row.seq}`;
const isSame = (a: ResultRow, b: ResultRow) =>
  a.start === b.start && a.key === b.key && a.open === b.open && String(a.values) === String(b.values);

interface ResultsGridProps {
  id: string;
  label: string;
  rows: readonly ResultRow[];
  /** Rows are added at the end, and some may be of windows that had not closed. */
  live: boolean;
  empty: string;
}

/** Rows of results, newest last: a column for each aggregate. */
export function ResultsGrid({ id, label, rows, live, empty }: ResultsGridProps) {
  const [source] = useState(() => new ArrayRowSource<ResultRow>(rowKey, isSame));
  const [activeKey, setActiveKey] = useState<string | null>(null);
  useEffect(() => source.replace(rows), [source, rows]);
  const names = JSON.stringify([...new Set(rows.flatMap(({ values }) => values.map(([name]) => name)))]);
  const columns = useMemo(
    () => [windowColumn, keyColumn(live), ...(JSON.parse(names) as string[]).map(valueColumn)],
    [names, live],
  );
  return (
    <DataGrid
      id={id}
      label={label}
      source={source}
      columns={columns}
      rowKey={rowKey}
      live={live}
      activeKey={activeKey}
      onActivate={setActiveKey}
      empty={<p className="p-3 text-muted">{empty}</p>}
    />
  );
}
