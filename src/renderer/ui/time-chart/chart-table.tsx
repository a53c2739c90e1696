import { useEffect, useMemo, useState } from 'react';
import { formatAmount } from '../../lib/format/numbers.ts';
import { formatFullTime, formatTime, isoTime } from '../../lib/format/times.ts';
import { ArrayRowSource } from '../data-grid/array-row-source.ts';
import type { Column } from '../data-grid/columns.ts';
import { DataGrid } from '../data-grid/data-grid.tsx';
import { Swatch } from '../swatch.tsx';
import type { ChartSeries } from './chart-options.ts';

interface ChartTableProps {
  label: string;
  times: readonly number[];
  series: readonly ChartSeries[];
  utc: boolean;
}

interface Bucket {
  time: number;
  values: readonly (number | null | undefined)[];
}

const keyOf = ({ time }: Bucket) => String(time);
const isSame = (a: Bucket, b: Bucket) =>
  a.values.length === b.values.length && a.values.every((value, index) => value === b.values[index]);

/** What a chart draws, as rows: the newest bucket first, as long as one does not look further down. */
export function ChartTable({ label, times, series, utc }: ChartTableProps) {
  const [source] = useState(() => new ArrayRowSource<Bucket>(keyOf, isSame));
  const [active, setActive] = useState<string | null>(null);
  useEffect(
    () =>
      source.replace(
        times
          .map((time, index) => ({ time, values: series.map(({ values }) => values[index]) }))
          .toReversed(),
      ),
    [source, times, series],
  );
  const names = JSON.stringify(series.map(({ name, color }) => [name, color]));
  const columns = useMemo(() => columnsOf(JSON.parse(names) as [string, number][], utc), [names, utc]);
  return (
    <DataGrid
      id={`chart.${label}`}
      label={`${label}: values`}
      source={source}
      columns={columns}
      rowKey={keyOf}
      activeKey={active}
      onActivate={setActive}
    />
  );
}

function columnsOf(series: readonly [string, number][], utc: boolean): readonly Column<Bucket>[] {
  return [
    {
      id: 'time',
      title: 'time',
      width: 140,
      figure: true,
      text: ({ time }) => isoTime(time),
      cell: ({ time }) => <span title={formatFullTime(time, { utc })}>{formatTime(time, { utc })}</span>,
    },
    ...series.map(([name, color], index): Column<Bucket> => ({
      id: `series ${name}`,
      title: name,
      width: 140,
      align: 'right',
      mark: <Swatch color={color} />,
      text: ({ values }) => String(values[index] ?? ''),
      cell: ({ values }) => formatAmount(values[index]),
    })),
  ];
}
