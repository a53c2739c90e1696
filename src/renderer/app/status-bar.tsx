import type { ReactNode } from 'react';
import { useActiveConnection, useHealth, useSilence } from '../lib/active-connection.ts';
import { isFirstAttempt, useLink, useStreamPart } from '../lib/engine.ts';
import { useEngineQuery } from '../lib/engine-query.ts';
import { formatBytes } from '../lib/format/byte-sizes.ts';
import { formatDuration, formatExactDuration } from '../lib/format/durations.ts';
import { formatCount, formatRate } from '../lib/format/numbers.ts';
import { cx } from '../lib/class-names.ts';
import { ConnectionReason, ConnectionStateText, isSilent } from '../ui/connection-state.tsx';

/** How it goes, on every screen. */
export function StatusBar() {
  const link = useLink();
  const active = useActiveConnection();
  const silentMs = useSilence(active?.profile.id);
  const info = useEngineQuery('app.info', undefined).data;
  return (
    <footer className="col-span-2 flex min-w-0 items-center gap-[18px] overflow-hidden border-t border-line bg-surface px-3 text-[11.5px] whitespace-nowrap text-muted">
      {isFirstAttempt(link) ? (
        <span>connecting to the engine …</span>
      ) : link.phase !== 'connected' ? (
        <span className="font-medium text-danger">no engine · figures are out of date</span>
      ) : active ? (
        <span className="flex min-w-0 items-center gap-2">
          <span className="font-medium text-text">
            <ConnectionStateText state={active.open.state} silentMs={silentMs} />
          </span>
          {active.open.state.state === 'ready' ? (
            <Rtt connectionId={active.profile.id} />
          ) : (
            <span className="truncate">
              <ConnectionReason state={active.open.state} />
            </span>
          )}
        </span>
      ) : (
        <span>no connection open</span>
      )}
      {active && <Heard connectionId={active.profile.id} />}
      <span className="ml-auto" />
      <EngineSize />
      {info && <span>v{info.version}</span>}
    </footer>
  );
}

/** What the pub/sub session of a connection hears. */
function Heard({ connectionId }: { connectionId: string }) {
  const heard = useStreamPart('pubsub.watch', { connectionId }, ({ item }) =>
    item ? { ...item.counters, ...item.total, history: null } : null,
  );
  if (!heard) return null;
  return (
    <>
      <Figure name="in">
        <b className="font-medium text-text">{formatRate(heard.messagesPerSecond)}</b> msg/s ·{' '}
        <b className="font-medium text-text">{formatBytes(heard.bytesPerSecond)}</b>/s
      </Figure>
      <Counted name="dropped" count={heard.dropped} />
      <Counted name="gaps" count={heard.gaps} />
    </>
  );
}

function EngineSize() {
  const size = useStreamPart('app.status', undefined, ({ item }) => item && formatBytes(item.engineBytes));
  return size !== undefined && <span>engine {size}</span>;
}

/** A PING that is not answered matters more than how fast the last one was. */
function Rtt({ connectionId }: { connectionId: string }) {
  const { rttMs, silentMs } = useHealth(connectionId) ?? { rttMs: null, silentMs: null };
  if (isSilent(silentMs))
    return <span className="text-pending">no answer for {formatDuration(silentMs)}</span>;
  return (
    <span title={rttMs === null ? undefined : `round trip ${formatExactDuration(rttMs)}`}>
      {formatDuration(rttMs)}
    </span>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span>
      {name} {children}
    </span>
  );
}

/** What should be nought, and is red when it is not. */
function Counted({ name, count }: { name: string; count: number }) {
  return (
    <Figure name={name}>
      <b className={cx('font-medium', count > 0 ? 'text-danger' : 'text-text')}>{formatCount(count)}</b>
    </Figure>
  );
}
