import { ChevronDown, ChevronRight, Star } from 'lucide-react';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { cx } from '../../../lib/class-names.ts';
import { countOf, formatCount, formatRate, UNKNOWN } from '../../../lib/format/numbers.ts';
import type { Whose } from '../../../lib/recognised.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { FrameworkTag, hasRoomForTag } from '../../../ui/framework-tag.tsx';
import { Tag } from '../../../ui/tag.tsx';
import type { ListedStream } from '../../../lib/stream-list.ts';
import type { StreamDetails } from './use-stream-details.ts';

/** A stream of the list with its figures, where they have been read. */
export interface StreamRow extends ListedStream {
  details: StreamDetails | undefined;
  favourite: boolean;
  /** Whose it is, where that is known. */
  recognised?: Whose | undefined;
}

/** A family of streams: its members are below it while it is open. */
export interface FamilyRow {
  name: string;
  family: { members: readonly StreamRow[]; open: boolean };
}

/** A row of the list; `inFamily` is one of an open family. */
export type ListRow = (StreamRow & { inFamily?: boolean }) | FamilyRow;

export function isFamilyRow(row: ListRow): row is FamilyRow {
  return 'family' in row;
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

/** How long ago an entry was added, in ms, going by its id; null where there is none or its id tells no time. */
function ageMs(row: StreamRow, entry: 'firstId' | 'lastId'): number | null {
  const id = row.details?.state.summary?.[entry];
  const time = id ? timeOfStreamId(id) : null;
  return time === null ? null : Math.max(0, row.details!.state.serverTime - time);
}

function ageText(age: number): string {
  return `${formatDuration(age)} ago`;
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
  /** What a family has of it. */
  fold: 'sum' | 'most' | 'least';
  format: (value: number) => string;
  /** What stands where there is no value. */
  none: (row: StreamRow) => string;
  tone?: (value: number | null, row: StreamRow | null) => string | undefined;
}

const summaryOf = (row: StreamRow) => row.details?.state.summary;
const dash = () => UNKNOWN;
const blank = () => '';
const pendingTone = (value: number | null) => ((value ?? 0) > 0 ? 'text-pending' : undefined);

const figures: readonly Figure[] = [
  {
    id: 'length',
    title: 'entries',
    width: 100,
    value: row => summaryOf(row)?.length ?? null,
    fold: 'sum',
    format: formatCount,
    none: dash,
  },
  {
    id: 'memory',
    title: 'memory',
    width: 84,
    value: row => summaryOf(row)?.memoryBytes ?? null,
    fold: 'sum',
    format: formatBytes,
    none: dash,
  },
  {
    id: 'rate',
    title: 'added/s',
    width: 84,
    value: row => row.details?.perSecond ?? null,
    fold: 'sum',
    format: formatRate,
    none: dash,
  },
  {
    id: 'newest',
    title: 'newest',
    width: 118,
    value: row => ageMs(row, 'lastId'),
    fold: 'least',
    format: ageText,
    none: blank,
  },
  {
    id: 'first',
    title: 'oldest',
    width: 118,
    value: row => ageMs(row, 'firstId'),
    fold: 'most',
    format: ageText,
    none: blank,
  },
  {
    id: 'groups',
    title: 'groups',
    width: 70,
    value: row => summaryOf(row)?.groups?.length ?? null,
    fold: 'sum',
    format: formatCount,
    none: dash,
  },
  {
    id: 'lag',
    title: 'worst lag',
    width: 96,
    value: row => {
      const lag = worstLag(row);
      return lag === 'unknown' ? null : lag;
    },
    fold: 'most',
    format: formatCount,
    none: row => (worstLag(row) === 'unknown' ? 'unknown' : ''),
    tone: (value, row) =>
      (value ?? 0) !== 0 || (row && worstLag(row) === 'unknown') ? 'text-pending' : undefined,
  },
  {
    id: 'pending',
    title: 'pending',
    width: 88,
    value: pendingIn,
    fold: 'sum',
    format: formatCount,
    none: dash,
    tone: pendingTone,
  },
  {
    id: 'oldest',
    title: 'oldest pending',
    width: 118,
    value: oldestPendingMs,
    fold: 'most',
    format: idle => `${formatDuration(idle)} idle`,
    none: blank,
  },
];

/** What the list can be sorted by, beside the name. */
export const sortableFigures: readonly {
  id: string;
  title: string;
  value: (row: ListRow) => number | null;
}[] = figures.map(figure => ({ id: figure.id, title: figure.title, value: row => valueOf(figure, row) }));

/** The server's own word where it has one: "redis" would say nothing. */
function ProblemTag({ problem }: { problem: NonNullable<StreamDetails['state']['problem']> }) {
  return (
    <span title={problem.message}>
      <Tag tone="danger">{problem.reply ?? problem.code}</Tag>
    </span>
  );
}

/** A family has a figure once all its streams have been read, which is when the list is sorted. */
function valueOf({ value, fold }: Figure, row: ListRow): number | null {
  if (!isFamilyRow(row)) return value(row);
  const { members } = row.family;
  if (members.some(member => member.details === undefined)) return null;
  const values = members.map(value).filter(one => one !== null);
  if (values.length === 0) return null;
  return values.reduce((a, b) =>
    fold === 'sum' ? a + b : fold === 'most' ? Math.max(a, b) : Math.min(a, b),
  );
}

function textOf(figure: Figure, row: ListRow): string {
  const value = valueOf(figure, row);
  return value !== null ? figure.format(value) : isFamilyRow(row) ? '' : figure.none(row);
}

/** Px of the star and its gap. */
const STAR = 20;

interface ListActions {
  onFavourite: (row: StreamRow) => void;
  onFold: (row: FamilyRow) => void;
}

export function listColumns({ onFavourite, onFold }: ListActions): readonly Column<ListRow>[] {
  return [
    {
      id: 'name',
      title: 'stream',
      width: 'flex',
      minWidth: 160,
      text: row => row.name,
      cell: (row, width) =>
        isFamilyRow(row) ? (
          <FamilyName row={row} onFold={onFold} />
        ) : (
          <span className={cx('flex items-center gap-2', row.inFamily && 'pl-5')}>
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
            {row.recognised && hasRoomForTag(row.name, row.recognised, width - STAR) && (
              <FrameworkTag recognised={row.recognised} />
            )}
            {row.details?.state.problem && <ProblemTag problem={row.details.state.problem} />}
          </span>
        ),
    },
    ...figures.map((figure): Column<ListRow> => ({
      id: figure.id,
      title: figure.title,
      width: figure.width,
      align: 'right',
      sortable: true,
      text: row => textOf(figure, row),
      cell: row => (
        <span className={figure.tone?.(valueOf(figure, row), isFamilyRow(row) ? null : row)}>
          {!isFamilyRow(row) && row.details?.state.problem ? '' : textOf(figure, row)}
        </span>
      ),
    })),
  ];
}

/** "rq:results: · 1,000 streams"; a press opens it. */
function FamilyName({ row, onFold }: { row: FamilyRow; onFold: (row: FamilyRow) => void }) {
  const { open, members } = row.family;
  const Mark = open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-expanded={open}
      className="flex w-full min-w-0 items-center gap-1.5 text-left"
      onMouseDown={event => event.stopPropagation()}
      onClick={() => onFold(row)}
    >
      <Mark size={14} aria-hidden className="shrink-0 text-muted" />
      <span className="max-w-[75%] shrink-0 truncate" title={`${row.name}*`}>
        {row.name}
      </span>
      <span className="truncate font-sans text-muted" title={countOf(members.length, 'stream')}>
        {countOf(members.length, 'stream')}
      </span>
    </button>
  );
}
