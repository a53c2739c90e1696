import { useEffect, useState } from 'react';
import type { ResultRow } from '#shared/contract/pipelines.ts';
import { formatTime } from '../../lib/format/times.ts';
import { ArrayRowSource } from '../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../ui/data-grid/columns.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { Tag } from '../../ui/tag.tsx';

const valuesText = ({ values }: ResultRow) =>
  values.map(([name, value]) => (values.length === 1 ? value : `${name} ${value}`)).join(' · ');

const columns: readonly Column<ResultRow>[] = [
  {
    id: 'window',
    title: 'window',
    width: 96,
    cell: row => (
      <span className="mono text-muted">{formatTime(row.start, { utc: false }).replace(/\.\d+$/, '')}</span>
    ),
    text: row => new Date(row.start).toISOString(),
  },
  {
    id: 'key',
    title: 'key',
    width: 'flex',
    cell: row => <span className="mono">{row.key}</span>,
    text: row => row.key,
  },
  {
    id: 'value',
    title: 'value',
    width: 150,
    align: 'right',
    cell: row => (
      <span className="mono">
        {row.open && <Tag tone="pending">open</Tag>} {valuesText(row)}
      </span>
    ),
    text: valuesText,
  },
];
const rowKey = (row: ResultRow) => `${row.pipeline} ${row.seq}`;
const isSame = (a: ResultRow, b: ResultRow) =>
  a.start === b.start && a.key === b.key && a.open === b.open && valuesText(a) === valuesText(b);

/** Rows of results, newest last. */
export function ResultsGrid({
  id,
  label,
  rows,
  live,
  empty,
}: {
  id: string;
  label: string;
  rows: readonly ResultRow[];
  live: boolean;
  empty: string;
}) {
  const [source] = useState(() => new ArrayRowSource<ResultRow>(rowKey, isSame));
  const [activeKey, setActiveKey] = useState<string | null>(null);
  useEffect(() => source.replace(rows), [source, rows]);
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
