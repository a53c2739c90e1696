import { Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { StreamConsumer } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import { formatDuration, formatExactDuration } from '../../../lib/format/durations.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { IconButton } from '../../../ui/button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column, Sort } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { Swatch } from '../../../ui/swatch.tsx';
import { byFigure } from '../by-figure.ts';
import { nextSort } from '../next-sort.ts';
import { consumerColors } from './consumer-colors.ts';

interface ConsumerRow {
  name: string;
  consumer: StreamConsumer;
  color: number;
}

interface ConsumerGridProps {
  consumers: readonly StreamConsumer[];
  /** A part of the names to show; empty for all. */
  wanted: string;
  /** Keep it the same between drawings. */
  onDelete: (consumer: StreamConsumer) => void;
}

const keyOf = (row: ConsumerRow) => row.name;
const isSame = (a: ConsumerRow, b: ConsumerRow) => JSON.stringify(a) === JSON.stringify(b);

const figures: Record<string, (row: ConsumerRow) => number | null> = {
  pending: ({ consumer }) => consumer.pending,
  idle: ({ consumer }) => consumer.idleMs,
  // One that never got anything is inactive for no known time.
  inactive: ({ consumer }) => (consumer.inactiveMs === -1 ? null : consumer.inactiveMs),
};

/** The consumers of a group, also hundreds of them. */
export function ConsumerGrid({ consumers, wanted, onDelete }: ConsumerGridProps) {
  const [source] = useState(() => new ArrayRowSource<ConsumerRow>(keyOf, isSame));
  const [active, setActive] = useState<string | null>(null);
  const [sort, setSort] = useState<Sort | null>(null);
  const rows = useMemo(() => {
    const colorOf = consumerColors(consumers);
    const part = wanted.toLowerCase();
    const shown = consumers.flatMap((consumer): ConsumerRow[] => {
      const name = bytesText(consumer.name);
      return name.toLowerCase().includes(part) ? [{ name, consumer, color: colorOf(name) }] : [];
    });
    return sort ? byFigure(shown, figures[sort.columnId]!, sort.direction) : shown;
  }, [consumers, wanted, sort]);
  useEffect(() => source.replace(rows), [source, rows]);
  const columns = useMemo(() => consumerColumns(onDelete), [onDelete]);
  return (
    <DataGrid
      id="consumers"
      label="Consumers"
      source={source}
      columns={columns}
      rowKey={keyOf}
      activeKey={active}
      onActivate={setActive}
      {...(sort ? { sort } : {})}
      onSort={columnId => setSort(nextSort(sort, columnId))}
      empty={
        <p className="px-3 py-2 text-muted">
          {consumers.length === 0
            ? 'No consumers yet. The first XREADGROUP with a consumer name creates it.'
            : 'No consumer matches this name.'}
        </p>
      }
    />
  );
}

function consumerColumns(onDelete: (consumer: StreamConsumer) => void): readonly Column<ConsumerRow>[] {
  return [
    {
      id: 'name',
      title: 'name',
      width: 'flex',
      minWidth: 90,
      text: row => row.name,
      cell: row => (
        <span title={row.name}>
          <Swatch color={row.color} /> {row.name}
        </span>
      ),
    },
    {
      id: 'pending',
      title: 'pending',
      width: 66,
      align: 'right',
      sortable: true,
      text: row => String(row.consumer.pending),
      cell: ({ consumer: { pending } }) => (
        <span className={pending > 0 ? 'text-pending' : undefined}>{formatCount(pending)}</span>
      ),
    },
    {
      id: 'idle',
      title: 'idle',
      width: 72,
      align: 'right',
      sortable: true,
      text: row => String(row.consumer.idleMs ?? ''),
      cell: ({ consumer: { idleMs } }) => (
        <span
          title={
            idleMs === null
              ? undefined
              : `${formatExactDuration(idleMs)} since its last attempt to read or claim`
          }
        >
          {formatDuration(idleMs)}
        </span>
      ),
    },
    {
      id: 'inactive',
      title: 'inactive',
      width: 72,
      align: 'right',
      sortable: true,
      text: row => String(row.consumer.inactiveMs ?? ''),
      cell: ({ consumer: { inactiveMs } }) => (
        <span className="text-muted" title="Since it last received an entry; servers report this from 7.2 on">
          {inactiveMs === -1 ? 'never' : formatDuration(inactiveMs)}
        </span>
      ),
    },
    {
      id: 'delete',
      title: '',
      width: 40,
      minWidth: 36,
      text: () => '',
      cell: row => (
        <IconButton
          label={`Delete consumer ${row.name}`}
          className="h-5! w-5!"
          onMouseDown={event => event.stopPropagation()}
          onClick={() => onDelete(row.consumer)}
        >
          <Trash2 size={13} aria-hidden />
        </IconButton>
      ),
    },
  ];
}
