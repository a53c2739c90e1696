import { useEffect, useMemo, useState } from 'react';
import type { HeardBy } from '#shared/contract/feeds.ts';
import type { ChannelList, PubSubSession } from '#shared/contract/pubsub.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { uncounted } from '../../../lib/uncounted.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { countOf, formatCount, formatRate, UNKNOWN } from '../../../lib/format/numbers.ts';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Tag } from '../../../ui/tag.tsx';

interface ServerChannel {
  key: string;
  kind: ChannelList['channels'][number]['kind'];
  name: Uint8Array;
  text: string;
  /** Null where the user may not ask. */
  subscribers: number | null;
  /** Messages per second that we hear on it; null while we do not listen. */
  rate: number | null;
  isSubscribed: boolean;
}

const ASK_EVERY_MS = 2_000;
const keyOf = (row: ServerChannel) => row.key;

const columns: readonly Column<ServerChannel>[] = [
  {
    id: 'channel',
    title: 'channel',
    width: 'flex',
    minWidth: 110,
    cell: ({ text, kind, isSubscribed }) => (
      <span title={text} className="flex items-center gap-1.5">
        <span className="truncate">{text}</span>
        {kind === 'shard' && <Tag>shard</Tag>}
        {isSubscribed && <Tag tone="accent">subscribed</Tag>}
      </span>
    ),
    text: row => row.text,
  },
  {
    id: 'subscribers',
    title: 'subscribers',
    width: 86,
    align: 'right',
    cell: row => formatCount(row.subscribers),
    text: row => (row.subscribers === null ? '' : String(row.subscribers)),
  },
  {
    id: 'rate',
    title: 'heard/s',
    width: 74,
    align: 'right',
    cell: row => (row.rate === null ? <span className="text-muted">{UNKNOWN}</span> : formatRate(row.rate)),
    text: row => (row.rate === null ? '' : String(row.rate)),
  },
];

interface ServerChannelsProps {
  connectionId: string;
  session: PubSubSession;
}

/** Which channels the server knows, because somebody is subscribed to them; pressing one subscribes to it. */
export function ServerChannels({ connectionId, session }: ServerChannelsProps) {
  const [search, setSearch] = useState('');
  const { data, error, refetch } = useEngineQuery(
    'pubsub.channels',
    { connectionId, search },
    { everyMs: ASK_EVERY_MS },
  );
  const subscribe = useQueryCall('pubsub.subscribe');
  const [source] = useState(() => new ArrayRowSource<ServerChannel>(keyOf, isSameChannel));
  const [active, setActive] = useState<string | null>(null);
  const rows = useMemo(() => (data ? channelRows(data, session) : []), [data, session]);
  useEffect(() => {
    source.replace(rows);
  }, [source, rows]);

  const [plain, setPlain] = useRemembered('pubsub.counted', false);
  const [shard, setShard] = useState<ServerChannel | null>(null);

  const listen = (source: HeardBy) => void subscribe.run({ connectionId, subscriptions: [source] });
  const open = (row: ServerChannel) => {
    if (row.isSubscribed) return;
    if (row.kind === 'shard') return setShard(row);
    const source = { kind: row.kind, name: row.name };
    listen(plain ? source : uncounted(source));
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-none flex-col gap-1.5 border-b border-line-soft px-3 py-2">
        <TextField
          label="Search the channels of the server"
          hideLabel
          mono
          value={search}
          placeholder="part of a name"
          onValue={setSearch}
        />
        {data && (
          <p role="status" className="text-xs/[18px] text-muted">
            {countOf(data.channelCount, 'channel')} with subscribers on this node
            {data.channelCount > data.channels.length &&
              `, the first ${formatCount(data.channels.length)} shown`}{' '}
            {data.patterns !== null && `· ${countOf(data.patterns, 'pattern')} `}· click a channel to
            subscribe
          </p>
        )}
        {data && <MissingCommands commands={data.missing} />}
        <Checkbox
          checked={!plain}
          onChecked={checked => setPlain(!checked)}
          label="Listen by an escaped pattern"
          hint="PUBSUB NUMSUB does not count it. Some applications (socket.io) take that for their number of nodes."
        />
        {shard && !shard.isSubscribed && (
          <div
            role="alert"
            className="flex flex-col gap-1.5 rounded-md bg-pending-bg px-2.5 py-2 text-pending"
          >
            <p className="wrap-anywhere">
              Sharded channels have no patterns: PUBSUB SHARDNUMSUB will count one more subscriber of{' '}
              {shard.text}, which an application may take for one more of its nodes.
            </p>
            <div className="flex gap-2">
              <Button
                onClick={() => {
                  listen({ kind: 'shard', name: shard.name });
                  setShard(null);
                }}
              >
                Listen anyway
              </Button>
              <Button variant="quiet" onClick={() => setShard(null)}>
                Cancel
              </Button>
            </div>
          </div>
        )}
        {error && <ErrorPanel what="The channels cannot be listed." error={error} onRetry={refetch} />}
        {subscribe.status.state === 'failed' && (
          <ErrorPanel error={subscribe.status.error} onRetry={subscribe.status.again} />
        )}
      </div>
      <DataGrid
        id="pubsub.server-channels"
        label="Channels on the server"
        source={source}
        columns={columns}
        rowKey={keyOf}
        activeKey={active}
        onActivate={setActive}
        onOpen={open}
        empty={
          data && (
            <EmptyState
              title={search === '' ? 'No client is subscribed to a channel' : 'No channel name contains this'}
              command={commandText(['PUBSUB', 'CHANNELS', '*'])}
            >
              Redis knows a channel only while somebody is subscribed to it by name; publishing leaves no
              trace.
            </EmptyState>
          )
        }
      />
    </div>
  );
}

/** The server's channels with what we know of them ourselves. */
function channelRows({ channels }: ChannelList, session: PubSubSession): ServerChannel[] {
  const heard = new Map(
    session.channels.map(({ name, sharded, traffic }) => [
      `${sharded ? 'shard' : 'channel'} ${bytesText(name)}`,
      traffic.messagesPerSecond,
    ]),
  );
  const subscribed = new Set(session.subscriptions.map(({ kind, name }) => `${kind} ${bytesText(name)}`));
  return channels.map(({ kind, name, subscribers }) => {
    const text = bytesText(name);
    const key = `${kind} ${text}`;
    const { kind: patternKind, name: pattern } = uncounted({ kind, name });
    const isSubscribed = subscribed.has(key) || subscribed.has(`${patternKind} ${bytesText(pattern)}`);
    return {
      key,
      kind,
      name,
      text,
      subscribers,
      rate: heard.get(key) ?? (isSubscribed ? 0 : null),
      isSubscribed,
    };
  });
}

function isSameChannel(a: ServerChannel, b: ServerChannel): boolean {
  return a.subscribers === b.subscribers && a.rate === b.rate && a.isSubscribed === b.isSubscribed;
}
