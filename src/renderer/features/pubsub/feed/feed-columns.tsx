import type { ReactNode } from 'react';
import { formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { UNKNOWN } from '../../../lib/format/numbers.ts';
import { formatFullTime, formatTime } from '../../../lib/format/times.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { chainText } from '../../../lib/decodings.ts';
import { JsonLine } from '../../../ui/json-line.tsx';
import { Swatch } from '../../../ui/swatch.tsx';
import { Tag } from '../../../ui/tag.tsx';
import type { AlsoHeard } from './also-heard.ts';
import type { ColorOf } from './channel-colors.ts';
import type { FeedRow, MessageRow } from './feed-rows.ts';
import type { FieldColumn } from './look-store.ts';
import { notificationChannel, NotificationLine } from './notification-line.tsx';

/** Px of a character of the monospaced face at 12 px. */
const CHARACTER_WIDTH = 7.2;

/** The columns of the message table. `colorOf`, `heardOf` and `utc` are read when a row is drawn: make new columns when they change. */
export function feedColumns(options: {
  utc: boolean;
  colorOf: ColorOf;
  heardOf: AlsoHeard;
  withPattern: boolean;
  fields: readonly FieldColumn[];
  /** The menu in a field column's header. */
  menuOf: (column: FieldColumn) => ReactNode;
}): readonly Column<FeedRow>[] {
  const { utc, colorOf, heardOf, withPattern, fields, menuOf } = options;
  const time: Column<FeedRow> = {
    id: 'time',
    figure: true,
    title: 'time',
    width: 116,
    minWidth: 108,
    sortable: true,
    cell: row => (
      <span className="text-muted" title={formatFullTime(row.time, { utc })}>
        {formatTime(row.time, { utc })}
      </span>
    ),
    text: row => formatFullTime(row.time, { utc }),
  };
  const channel: Column<FeedRow> = {
    ...messageColumn('channel', 'channel', 150, row => {
      const color = colorOf(row);
      return (
        <span title={row.channel}>
          {color !== undefined && <Swatch color={color} />} {row.sharded && <Tag>shard</Tag>}{' '}
          {row.notification ? notificationChannel(row.notification) : row.channel}
        </span>
      );
    }),
    sortable: true,
  };
  const pattern = messageColumn('pattern', 'pattern', 110, row => <HeardBy row={row} also={heardOf(row)} />);
  const payload: Column<FeedRow> = {
    ...messageColumn('payload', 'payload', 0, (row, width) => {
      if (row.notification) return <NotificationLine notification={row.notification} />;
      const line = <PayloadLine row={row} limit={Math.ceil(width / CHARACTER_WIDTH)} />;
      return row.marked ? <mark className="feed-mark">{line}</mark> : line;
    }),
    width: 'flex',
    minWidth: 160,
  };
  const size: Column<FeedRow> = {
    ...messageColumn('size', 'size', 88, row => (
      <span className="text-muted">{formatExactBytes(row.size)}</span>
    )),
    align: 'right',
    minWidth: 72,
    sortable: true,
  };
  const fieldColumns = fields.map((field, index) => fieldColumn(field, index, menuOf(field)));
  return [time, channel, ...(withPattern ? [pattern] : []), ...fieldColumns, payload, size];
}

/** The value of a field as a cell; a dash where the payload has no such field. */
function fieldColumn({ id, title }: FieldColumn, index: number, menu: ReactNode): Column<FeedRow> {
  return {
    id,
    title,
    width: 130,
    sortable: true,
    menu,
    cell: row => {
      if (row.kind !== 'message') return null;
      const value = row.values[index] ?? null;
      if (value === null) return <span className="text-muted">{row.isWaiting ? '…' : UNKNOWN}</span>;
      return <span title={value}>{value}</span>;
    },
    text: row => (row.kind === 'message' ? (row.values[index] ?? '') : ''),
  };
}

/** What a payload was unwrapped from, and its first line. */
function PayloadLine({ row, limit }: { row: MessageRow; limit: number }) {
  const { preview, steps, undecoded, isWaiting } = row;
  return (
    <>
      {undecoded !== null && (
        <span className="pr-1.5 text-danger" title={undecoded}>
          not decoded
        </span>
      )}
      {steps.length > 0 && (
        <span className="pr-1.5 font-sans text-[11px] text-muted">{chainText(steps)}</span>
      )}
      {isWaiting && <span className="pr-1.5 font-sans text-[11px] text-muted">decoding…</span>}
      <JsonLine text={preview} limit={limit} />
    </>
  );
}

/** The pattern of a row, and that the same message has other rows: no duplicate, but heard more than once. */
function HeardBy({ row, also }: { row: MessageRow; also: readonly string[] }) {
  const by = row.pattern ?? '';
  if (also.length === 0) return <span className="text-muted">{by}</span>;
  const words = `Heard by ${row.pattern === null ? 'channel name' : `pattern ${by}`}, and once more by ${also.join(', ')}`;
  return (
    <span className="text-muted" title={words}>
      {by} <span className="text-pending">{also.length + 1}×</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}

const texts = {
  channel: (row: MessageRow) => row.channel,
  pattern: (row: MessageRow) => row.pattern ?? '',
  payload: (row: MessageRow) => row.preview,
  size: (row: MessageRow) => String(row.size),
};

function messageColumn(
  id: keyof typeof texts,
  title: string,
  width: number,
  cell: (row: MessageRow, width: number) => ReactNode,
): Column<FeedRow> {
  return {
    id,
    title,
    width,
    cell: (row, room) => (row.kind === 'message' ? cell(row, room) : null),
    text: row => (row.kind === 'message' ? texts[id](row) : ''),
  };
}
