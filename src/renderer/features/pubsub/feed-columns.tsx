import { formatExactBytes } from '../../lib/format/byte-sizes.ts';
import { formatFullTime, formatTime } from '../../lib/format/times.ts';
import type { Column } from '../../ui/data-grid/columns.ts';
import { JsonLine } from '../../ui/json-line.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import type { FeedRow, MessageRow } from './feed-rows.ts';

/** Px of a character of the monospaced face at 12 px. */
const CHARACTER_WIDTH = 7.2;

/** The colour of a channel, 1-8. */
export type ColorOf = (row: MessageRow) => number | undefined;

/** The columns of the message table. `colorOf` and `utc` are read when a row is drawn: make new columns when they change. */
export function feedColumns(options: {
  utc: boolean;
  colorOf: ColorOf;
  withPattern: boolean;
}): readonly Column<FeedRow>[] {
  const { utc, colorOf, withPattern } = options;
  const time: Column<FeedRow> = {
    id: 'time',
    title: 'time',
    width: 116,
    minWidth: 108,
    cell: row => (
      <span className="text-muted" title={formatFullTime(row.time, { utc })}>
        {formatTime(row.time, { utc })}
      </span>
    ),
    text: row => formatFullTime(row.time, { utc }),
  };
  const channel = messageColumn('channel', 'channel', 150, row => {
    const color = colorOf(row);
    return (
      <span title={row.channel}>
        {color !== undefined && <Swatch color={color} />} {row.channel}
      </span>
    );
  });
  const pattern = messageColumn('pattern', 'pattern', 110, row => (
    <span className="text-muted">{row.pattern ?? ''}</span>
  ));
  const payload: Column<FeedRow> = {
    ...messageColumn('payload', 'payload', 0, (row, width) => (
      <JsonLine text={row.preview} limit={Math.ceil(width / CHARACTER_WIDTH)} />
    )),
    width: 'flex',
  };
  const size: Column<FeedRow> = {
    ...messageColumn('size', 'size', 88, row => (
      <span className="text-muted">{formatExactBytes(row.size)}</span>
    )),
    align: 'right',
    minWidth: 72,
  };
  return withPattern ? [time, channel, pattern, payload, size] : [time, channel, payload, size];
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
  cell: (row: MessageRow, width: number) => React.ReactNode,
): Column<FeedRow> {
  return {
    id,
    title,
    width,
    cell: (row, room) => (row.kind === 'message' ? cell(row, room) : null),
    text: row => (row.kind === 'message' ? texts[id](row) : ''),
  };
}
