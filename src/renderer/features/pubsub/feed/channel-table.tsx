import { useEffect, useMemo, useState } from 'react';
import type { HeardChannel, PubSubSession } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import { formatBytes, formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { useRecognised, type Whose } from '../../../lib/recognised.ts';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column, Sort } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FrameworkTag } from '../../../ui/framework-tag.tsx';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { Swatch } from '../../../ui/swatch.tsx';
import { Tag } from '../../../ui/tag.tsx';

interface ChannelRow {
  key: string;
  name: string;
  channel: HeardChannel;
  /** Whose it is, where that is known. */
  recognised: Whose | undefined;
}

const keyOf = (row: ChannelRow) => row.key;

const columns: readonly Column<ChannelRow>[] = [
  {
    id: 'channel',
    title: 'channel',
    width: 'flex',
    minWidth: 90,
    sortable: true,
    cell: ({ name, channel, recognised }) => (
      <span title={name}>
        <Swatch color={channel.color} /> {channel.sharded && <Tag>shard</Tag>} {name}{' '}
        {recognised && <FrameworkTag recognised={recognised} />}
      </span>
    ),
    text: row => row.name,
  },
  {
    id: 'history',
    title: '60 s',
    width: 72,
    cell: ({ channel }) => (
      <Sparkline
        values={channel.traffic.history}
        color={`var(--series-${channel.color})`}
        width={52}
        height={18}
      />
    ),
    text: () => '',
  },
  {
    id: 'rate',
    title: 'msg/s',
    width: 60,
    align: 'right',
    sortable: true,
    cell: ({ channel }) => formatRate(channel.traffic.messagesPerSecond),
    text: ({ channel }) => String(channel.traffic.messagesPerSecond),
  },
  {
    id: 'messages',
    title: 'messages',
    width: 94,
    align: 'right',
    sortable: true,
    cell: ({ channel }) => formatCount(channel.traffic.messages),
    text: ({ channel }) => String(channel.traffic.messages),
  },
  {
    id: 'bytes',
    title: 'bytes',
    width: 66,
    align: 'right',
    sortable: true,
    cell: ({ channel }) => (
      <span title={formatExactBytes(channel.traffic.bytes)}>{formatBytes(channel.traffic.bytes)}</span>
    ),
    text: ({ channel }) => String(channel.traffic.bytes),
  },
];

const figures: Record<string, (channel: HeardChannel) => number> = {
  rate: channel => channel.traffic.messagesPerSecond,
  messages: channel => channel.traffic.messages,
  bytes: channel => channel.traffic.bytes,
};

/** What each channel says, and all of them together. */
export function ChannelTable({ connectionId, session }: { connectionId: string; session: PubSubSession }) {
  const [source] = useState(() => new ArrayRowSource<ChannelRow>(keyOf, () => false));
  const [sort, setSort] = useState<Sort>({ columnId: 'messages', direction: 'descending' });
  const [active, setActive] = useState<string | null>(null);
  const recognised = useRecognised(
    'channels',
    connectionId,
    session.channels.map(channel => channel.name),
  );
  const rows = useMemo(
    () =>
      sortedChannels(
        session.channels.map(channel => {
          const name = bytesText(channel.name);
          return {
            key: `${channel.sharded ? 'shard' : 'channel'} ${name}`,
            name,
            channel,
            recognised: recognised.get(name),
          };
        }),
        sort,
      ),
    [session.channels, sort, recognised],
  );
  useEffect(() => {
    source.replace(rows);
  }, [source, rows]);
  const { total, channelCount } = session;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex-none border-b border-line-soft px-3 pt-2 pb-2.5">
        <p>
          <b className="text-lg/[26px] font-semibold">{formatRate(total.messagesPerSecond)}</b>{' '}
          <span className="text-muted">msg/s · {formatBytes(total.bytesPerSecond)}/s in all</span>
        </p>
        <Sparkline
          values={total.history}
          color="var(--accent)"
          width={360}
          height={40}
          label="Messages per second, last minute"
        />
      </div>
      <DataGrid
        id="pubsub.channels"
        label="Channels heard"
        source={source}
        columns={columns}
        rowKey={keyOf}
        activeKey={active}
        onActivate={setActive}
        sort={sort}
        onSort={columnId =>
          setSort({
            columnId,
            direction:
              sort.columnId === columnId && sort.direction === 'descending' ? 'ascending' : 'descending',
          })
        }
        empty={<EmptyState title="Each channel that carries a message gets a row here" />}
      />
      {channelCount > rows.length && (
        <p className="flex-none border-t border-line-soft px-3 py-1 text-xs/[18px] text-muted">
          The {formatCount(rows.length)} busiest of {formatCount(channelCount)} channels.
        </p>
      )}
    </div>
  );
}

function sortedChannels(rows: ChannelRow[], { columnId, direction }: Sort): ChannelRow[] {
  const figure = figures[columnId];
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.sort((a, b) => {
    const difference = figure ? figure(a.channel) - figure(b.channel) : a.name.localeCompare(b.name);
    return sign * difference || a.key.localeCompare(b.key);
  });
}
