import { Ghost } from 'lucide-react';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatFullTime, formatTime } from '../../../lib/format/times.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { Swatch } from '../../../ui/swatch.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { fieldsText } from '../entry-text.ts';
import { FieldsLine } from '../fields-line.tsx';
import type { PendingRow } from './pending-rows.ts';
import { markColumn } from '../mark-column.tsx';
import type { Selection } from '../selection.ts';

/** From here on an entry has been tried too often, or been left for too long. */
const MANY_DELIVERIES = 5n;
const LONG_IDLE_MS = 120_000;
const MOST_DELIVERIES = 9_223_372_036_854_775_807n;

interface ColumnOptions {
  utc: boolean;
  selection: Selection<PendingRow>;
  colorOf: (consumer: string) => number;
  /** A click on a mark, with Shift for everything up to it. */
  onMark: (row: PendingRow, extend: boolean) => void;
}

/** The columns of the pending entries. Make new ones when an option changes. */
export function pendingColumns({
  utc,
  selection,
  colorOf,
  onMark,
}: ColumnOptions): readonly Column<PendingRow>[] {
  return [
    markColumn({ selection, onMark }),
    {
      id: 'id',
      title: 'id',
      width: 164,
      minWidth: 138,
      figure: true,
      text: row => row.id,
      cell: row => row.id,
    },
    {
      id: 'consumer',
      title: 'consumer',
      width: 110,
      minWidth: 70,
      text: row => row.consumer,
      cell: row =>
        row.consumer === '' ? (
          <Tag tone="pending">no owner</Tag>
        ) : (
          <span title={row.consumer}>
            <Swatch color={colorOf(row.consumer)} /> {row.consumer}
          </span>
        ),
    },
    {
      id: 'idle',
      title: 'idle',
      sortable: true,
      width: 84,
      minWidth: 78,
      align: 'right',
      text: row => String(row.idleMs),
      cell: row =>
        row.idleMs < 0 ? (
          <span className="text-muted">released</span>
        ) : (
          <span
            // No exact duration: it would be another one every second.
            title={row.deliveredAt === null ? undefined : `since ${formatFullTime(row.deliveredAt, { utc })}`}
            className={row.idleMs >= LONG_IDLE_MS ? 'text-pending' : undefined}
          >
            {formatDuration(row.idleMs)}
          </span>
        ),
    },
    {
      id: 'deliveries',
      title: 'deliveries',
      sortable: true,
      width: 98,
      minWidth: 90,
      align: 'right',
      text: row => row.deliveries,
      cell: row => <Deliveries deliveries={row.deliveries} />,
    },
    {
      id: 'delivered',
      title: 'last delivered',
      width: 126,
      minWidth: 64,
      figure: true,
      text: row => (row.deliveredAt === null ? '' : formatFullTime(row.deliveredAt, { utc })),
      cell: row =>
        row.deliveredAt !== null && (
          <span className="text-muted" title={formatFullTime(row.deliveredAt, { utc })}>
            {formatTime(row.deliveredAt, { utc })}
          </span>
        ),
    },
    {
      id: 'entry',
      title: 'entry',
      width: 'flex',
      text: row => (row.entry ? fieldsText(row.entry) : row.ghost === null ? '' : 'deleted while pending'),
      cell: row =>
        row.entry ? (
          <FieldsLine entry={row.entry} />
        ) : row.ghost === null ? (
          <span className="text-muted">not known: XRANGE is not permitted</span>
        ) : (
          <>
            <Tag tone="danger">
              <Ghost size={11} aria-hidden />
              ghost
            </Tag>{' '}
            <span className="text-muted">deleted while pending</span>
          </>
        ),
    },
  ];
}

function Deliveries({ deliveries }: { deliveries: string }) {
  const count = BigInt(deliveries);
  const text = count === MOST_DELIVERIES ? 'max' : count.toLocaleString('en-US');
  return (
    <span title={deliveries} className={count >= MANY_DELIVERIES ? 'font-semibold text-danger' : undefined}>
      {text}
    </span>
  );
}
