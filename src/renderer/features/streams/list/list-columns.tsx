import { Star } from 'lucide-react';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount, formatRate, UNKNOWN } from '../../../lib/format/numbers.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { Tag } from '../../../ui/tag.tsx';
import type { ListedStream } from './use-stream-list.ts';
import type { StreamDetails } from './use-stream-details.ts';

/** A stream of the list with its figures, where they have been read. */
export interface StreamRow extends ListedStream {
  details: StreamDetails | undefined;
  favourite: boolean;
}

/** The largest lag of its groups; "unknown" where one of them is not known, null without groups. */
function worstLag(row: StreamRow): number | 'unknown' | null {
  const groups = row.details?.state.summary?.groups ?? [];
  if (groups.length === 0) return null;
  return groups.some(group => group.lag === null) ? 'unknown' : Math.max(...groups.map(group => group.lag!));
}

function pendingIn(row: StreamRow): number | null {
  const groups = row.details?.state.summary?.groups;
  return groups ? groups.reduce((sum, group) => sum + group.pending, 0) : null;
}

const lagText = (row: StreamRow) => {
  const lag = worstLag(row);
  return lag === null ? '' : lag === 'unknown' ? 'unknown' : formatCount(lag);
};

/** How long ago an entry was added, in ms, going by its id; null where there is none or its id tells no time. */
function ageMs(row: StreamRow, entry: 'firstId' | 'lastId'): number | null {
  const id = row.details?.state.summary?.[entry];
  const time = id ? timeOfStreamId(id) : null;
  return time === null ? null : Math.max(0, row.details!.state.serverTime - time);
}

function ageText(age: number | null): string {
  return age === null ? '' : `${formatDuration(age)} ago`;
}

function oldestPendingMs(row: StreamRow): number | null {
  const idle = (row.details?.state.summary?.groups ?? []).flatMap(group => group.oldestPending?.idleMs ?? []);
  return idle.length > 0 ? Math.max(...idle) : null;
}

interface Figure {
  id: string;
  title: string;
  width: number;
  /** What the list is sorted by; null where it is not known. */
  value: (row: StreamRow) => number | null;
  text: (row: StreamRow) => string;
  tone?: (row: StreamRow) => string | undefined;
}

const summaryOf = (row: StreamRow) => row.details?.state.summary;

const figures: readonly Figure[] = [
  {
    id: 'length',
    title: 'entries',
    width: 100,
    value: row => summaryOf(row)?.length ?? null,
    text: row => formatCount(summaryOf(row)?.length),
  },
  {
    id: 'memory',
    title: 'memory',
    width: 84,
    value: row => summaryOf(row)?.memoryBytes ?? null,
    text: row => formatBytes(summaryOf(row)?.memoryBytes),
  },
  {
    id: 'rate',
    title: 'added/s',
    width: 84,
    value: row => row.details?.perSecond ?? null,
    text: row => (row.details ? formatRate(row.details.perSecond) : UNKNOWN),
  },
  {
    id: 'newest',
    title: 'newest',
    width: 118,
    value: row => ageMs(row, 'lastId'),
    text: row => ageText(ageMs(row, 'lastId')),
  },
  {
    id: 'first',
    title: 'oldest',
    width: 118,
    value: row => ageMs(row, 'firstId'),
    text: row => ageText(ageMs(row, 'firstId')),
  },
  {
    id: 'groups',
    title: 'groups',
    width: 70,
    value: row => summaryOf(row)?.groups?.length ?? null,
    text: row => formatCount(summaryOf(row)?.groups?.length),
  },
  {
    id: 'lag',
    title: 'worst lag',
    width: 96,
    value: row => {
      const lag = worstLag(row);
      return lag === 'unknown' ? null : lag;
    },
    text: lagText,
    tone: row => ((worstLag(row) ?? 0) !== 0 ? 'text-pending' : undefined),
  },
  {
    id: 'pending',
    title: 'pending',
    width: 88,
    value: pendingIn,
    text: row => formatCount(pendingIn(row)),
    tone: row => ((pendingIn(row) ?? 0) > 0 ? 'text-pending' : undefined),
  },
  {
    id: 'oldest',
    title: 'oldest pending',
    width: 118,
    value: oldestPendingMs,
    text: row => {
      const idle = oldestPendingMs(row);
      return idle === null ? '' : `${formatDuration(idle)} idle`;
    },
  },
];

/** What the list can be sorted by, beside the name. */
export const sortableFigures: readonly Pick<Figure, 'id' | 'title' | 'value'>[] = figures;

/** The server's own word where it has one: "redis" would say nothing. */
function ProblemTag({ problem }: { problem: NonNullable<StreamDetails['state']['problem']> }) {
  return (
    <span title={problem.message}>
      <Tag tone="danger">{problem.reply ?? problem.code}</Tag>
    </span>
  );
}

export function listColumns(onFavourite: (row: StreamRow) => void): readonly Column<StreamRow>[] {
  return [
    {
      id: 'name',
      title: 'stream',
      width: 'flex',
      minWidth: 160,
      text: row => row.name,
      cell: row => (
        <span className="flex items-center gap-2">
          <button
            type="button"
            tabIndex={-1}
            aria-label={row.favourite ? `${row.name} is a favourite` : `Make ${row.name} a favourite`}
            aria-pressed={row.favourite}
            className={row.favourite ? 'text-pending' : 'text-muted opacity-40 hover:opacity-100'}
            onMouseDown={event => event.stopPropagation()}
            onClick={() => onFavourite(row)}
          >
            <Star size={12} aria-hidden fill={row.favourite ? 'currentColor' : 'none'} />
          </button>
          <span className="truncate" title={row.name}>
            {row.name}
          </span>
          {row.details?.state.problem && <ProblemTag problem={row.details.state.problem} />}
        </span>
      ),
    },
    ...figures.map(({ id, title, width, text, tone }): Column<StreamRow> => ({
      id,
      title,
      width,
      align: 'right',
      sortable: true,
      text,
      cell: row => <span className={tone?.(row)}>{row.details?.state.problem ? '' : text(row)}</span>,
    })),
  ];
}
