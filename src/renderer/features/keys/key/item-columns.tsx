import type { ItemType } from '#shared/contract/keys.ts';
import { bytesText, previewText } from '#shared/redis/text.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { formatTime } from '../../../lib/format/times.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { JsonLine } from '../../../ui/json-line.tsx';
import type { ItemRow } from './item-rows.ts';

/** From 2001 on: unix seconds, or milliseconds, in the names of fields. */
const UNIX_TIME = /^(?:1\d{9}|[2-9]\d{9}|1\d{12})$/;

/** The time that a name is, in ms since the epoch; null where it is none. */
export function timeOfName(name: Uint8Array): number | null {
  const text = name.length <= 13 ? bytesText(name) : '';
  if (!UNIX_TIME.test(text)) return null;
  return text.length === 13 ? Number(text) : Number(text) * 1_000;
}

interface ColumnOptions {
  type: ItemType;
  /** Names are times. */
  hasTimes: boolean;
  hasTtl: boolean;
  utc: boolean;
}

const titles: Record<ItemType, string> = {
  hash: 'field',
  list: '#',
  set: 'member',
  zset: 'member',
  'TSDB-TYPE': 'time',
};

/** The columns of what is in a key. */
export function itemColumns({ type, hasTimes, hasTtl, utc }: ColumnOptions): readonly Column<ItemRow>[] {
  const columns: Column<ItemRow>[] = [];
  if (type === 'zset' || type === 'list')
    columns.push({
      id: 'index',
      title: type === 'zset' ? 'rank' : '#',
      width: 72,
      align: 'right',
      text: row => formatCount(row.index),
      cell: row => <span className="text-muted">{formatCount(row.index)}</span>,
    });
  if (type !== 'list')
    columns.push({
      id: 'name',
      title: titles[type],
      width: type === 'hash' ? 190 : type === 'TSDB-TYPE' ? 130 : 'flex',
      text: nameOf,
      cell: row => <span title={nameOf(row).slice(0, 300)}>{nameOf(row)}</span>,
    });
  if (hasTimes)
    columns.push({
      id: 'time',
      title: 'read as time',
      width: 150,
      figure: true,
      text: row => timeText(row, utc),
      cell: row => <span className="text-muted">{timeText(row, utc)}</span>,
    });
  if (type === 'zset')
    columns.push({
      id: 'score',
      title: 'score',
      width: 130,
      align: 'right',
      text: row => row.score ?? '',
      cell: row => <span className="json-number">{row.score}</span>,
    });
  if (type === 'hash' || type === 'list' || type === 'TSDB-TYPE')
    columns.push({
      id: 'value',
      title: 'value',
      width: 'flex',
      text: valueOf,
      cell: row => (
        <span title={valueOf(row).slice(0, 300)}>
          <JsonLine text={valueOf(row)} />
        </span>
      ),
    });
  if (hasTtl)
    columns.push({
      id: 'ttl',
      title: 'expires in',
      width: 84,
      align: 'right',
      text: row => (row.ttlMs === null ? '' : formatDuration(row.ttlMs)),
      cell: row => <span className="text-muted">{row.ttlMs === null ? '' : formatDuration(row.ttlMs)}</span>,
    });
  columns.push({
    id: 'change',
    title: 'changed',
    width: 84,
    align: 'right',
    text: row => row.change ?? '',
    cell: row => <span className="text-ok">{row.change}</span>,
  });
  return columns;
}

function nameOf(row: ItemRow): string {
  const text = bytesText(row.name);
  return row.name.length < row.nameSize ? `${text}…` : text === '' ? '(empty)' : text;
}

function valueOf({ value, size }: ItemRow): string {
  return value === null ? '' : previewText(value, value.length < size);
}

function timeText(row: ItemRow, utc: boolean): string {
  const time = timeOfName(row.name);
  return time === null ? '' : formatTime(time, { utc }).replace(/\.000$/, '');
}
