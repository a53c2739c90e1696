import { useEffect, useMemo, useState } from 'react';
import type { OutputLimit, SubscriberInfo, SubscriberList } from '#shared/contract/subscribers.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatBytes, formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount, UNKNOWN } from '../../../lib/format/numbers.ts';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { subscriberColumns, subscriptionWords } from './subscriber-columns.tsx';
import { fullnessOf } from './subscriber-fullness.ts';

const ASK_EVERY_MS = 2_000;
const COMMAND = 'CLIENT LIST TYPE pubsub';
const keyOf = (row: SubscriberInfo) => row.id;

/** Everybody who is subscribed to something on this server, the one nearest to being cut off first. */
export function SubscriberTable({ connectionId }: { connectionId: string }) {
  const { data, error, refetch } = useEngineQuery(
    'subscribers.list',
    { connectionId },
    { everyMs: ASK_EVERY_MS },
  );
  const [source] = useState(() => new ArrayRowSource<SubscriberInfo>(keyOf, () => false));
  const [active, setActive] = useState<string | null>(null);
  const limit = data?.limit ?? null;
  const columns = useMemo(() => subscriberColumns(limit), [limit]);
  useEffect(() => {
    if (data) source.replace(data.subscribers);
  }, [source, data]);
  const selected = data?.subscribers.find(({ id }) => id === active);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-none flex-col gap-1 border-b border-line-soft px-3 py-2 text-xs/[18px] text-muted">
        {data && <Summary list={data} />}
        {error && (
          <ErrorPanel
            what={
              error.code === 'denied' ? `${COMMAND} is needed for this.` : 'The subscribers cannot be listed.'
            }
            error={error}
            onRetry={refetch}
          />
        )}
      </div>
      <DataGrid
        id="pubsub.subscribers"
        label="Subscribers"
        source={source}
        columns={columns}
        rowKey={keyOf}
        activeKey={active}
        onActivate={setActive}
        empty={data && <EmptyState title="No client is subscribed on this node" command={COMMAND} />}
      />
      {selected && <SubscriberDetail subscriber={selected} limit={limit} />}
    </div>
  );
}

function Summary({ list: { count, subscribers, limit, limitProblem } }: { list: SubscriberList }) {
  return (
    <>
      <p role="status">
        {countOf(count, 'subscriber')} on this node
        {count > subscribers.length && `, the ${formatCount(subscribers.length)} fullest shown`}
      </p>
      {limit ? (
        <p>
          Cut off above {limit.hardBytes === 0 ? 'no hard limit' : formatBytes(limit.hardBytes)}
          {limit.softBytes > 0 &&
            `, or above ${formatBytes(limit.softBytes)} for ${formatDuration(limit.softSeconds * 1_000)}`}{' '}
          (client-output-buffer-limit pubsub)
        </p>
      ) : (
        <p className="text-pending">The limit is unknown. {limitProblem}</p>
      )}
    </>
  );
}

function SubscriberDetail({ subscriber, limit }: { subscriber: SubscriberInfo; limit: OutputLimit | null }) {
  const { tone, words } = fullnessOf(subscriber, limit);
  const bytes = (figure: number | null) => (figure === null ? UNKNOWN : formatExactBytes(figure));
  const seconds = (figure: number | null) => formatDuration(figure === null ? null : figure * 1_000);
  return (
    <dl
      aria-label="The selected subscriber"
      className="grid flex-none grid-cols-[104px_1fr] gap-x-2 gap-y-0.5 border-t border-line px-3 py-2 [&_dd]:truncate [&_dt]:text-muted"
    >
      <dt>address</dt>
      <dd className="mono">{subscriber.address}</dd>
      <dt>name, user</dt>
      <dd className="mono">
        {subscriber.name === '' ? UNKNOWN : subscriber.name}, {subscriber.user ?? UNKNOWN}
      </dd>
      <dt>output buffer</dt>
      <dd
        className={`whitespace-normal! ${tone === 'danger' ? 'text-danger' : tone === 'warning' ? 'text-pending' : ''}`}
      >
        {bytes(subscriber.outputBytes)}. {words}
      </dd>
      <dt>memory in all</dt>
      <dd>{bytes(subscriber.totalBytes)}</dd>
      <dt>not yet read</dt>
      <dd>{bytes(subscriber.queryBytes)}</dd>
      <dt>subscribed to</dt>
      <dd className="whitespace-normal!">{subscriptionWords(subscriber)}</dd>
      <dt>since, idle</dt>
      <dd>
        {seconds(subscriber.ageSeconds)}, {seconds(subscriber.idleSeconds)}
      </dd>
    </dl>
  );
}
