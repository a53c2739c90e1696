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

function figure(
  id: string,
  title: string,
  width: number,
  text: (row: StreamRow) => string,
  tone?: (row: StreamRow) => string | undefined,
): Column<StreamRow> {
  return {
    id,
    title,
    width,
    align: 'right',
    text,
    cell: row => <span className={tone?.(row)}>{row.details?.state.problem ? '' : text(row)}</span>,
  };
}

const lagText = (row: StreamRow) => {
  const lag = worstLag(row);
  return lag === null ? '' : lag === 'unknown' ? 'unknown' : formatCount(lag);
};

/** How long ago an entry was added, going by its id; empty where the id tells no time. */
function ageText(id: string | null | undefined, serverTime: number): string {
  const time = id ? timeOfStreamId(id) : null;
  return time === null ? '' : `${formatDuration(Math.max(0, serverTime - time))} ago`;
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
          {row.details?.state.problem && <Tag tone="danger">{row.details.state.problem.code}</Tag>}
        </span>
      ),
    },
    figure('length', 'entries', 100, row => formatCount(row.details?.state.summary?.length)),
    figure('memory', 'memory', 84, row => formatBytes(row.details?.state.summary?.memoryBytes)),
    figure('rate', 'added/s', 84, row => (row.details ? formatRate(row.details.perSecond) : UNKNOWN)),
    figure('newest', 'newest', 118, row =>
      row.details ? ageText(row.details.state.summary?.lastId, row.details.state.serverTime) : '',
    ),
    figure('first', 'oldest', 118, row =>
      row.details ? ageText(row.details.state.summary?.firstId, row.details.state.serverTime) : '',
    ),
    figure('groups', 'groups', 70, row => formatCount(row.details?.state.summary?.groups.length)),
    figure('lag', 'worst lag', 96, lagText, row => ((worstLag(row) ?? 0) !== 0 ? 'text-pending' : undefined)),
    figure(
      'pending',
      'pending',
      88,
      row => formatCount(pendingIn(row)),
      row => ((pendingIn(row) ?? 0) > 0 ? 'text-pending' : undefined),
    ),
    figure('oldest', 'oldest pending', 118, row => {
      const oldest = row.details?.state.summary?.groups
        .map(group => group.oldestPending?.idleMs)
        .filter(idle => idle !== undefined);
      return oldest && oldest.length > 0 ? `${formatDuration(Math.max(...oldest))} idle` : '';
    }),
  ];
}
