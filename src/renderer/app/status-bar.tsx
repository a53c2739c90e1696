import type { ReactNode } from 'react';
import { useActiveConnection } from '../lib/active-connection.ts';
import { useLink, useStream } from '../lib/engine.ts';
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
  const pubsub = useStream('pubsub.watch', active ? { connectionId: active.profile.id } : 'off').item;
  const engine = useStream('app.status', undefined);
  const info = useEngineQuery('app.info', undefined).data;
  const health = active?.open.health;
  return (
    <footer className="col-span-2 flex min-w-0 items-center gap-[18px] overflow-hidden border-t border-line bg-surface px-3 text-[11.5px] whitespace-nowrap text-muted">
      {link.phase !== 'connected' ? (
        <span className="font-medium text-danger">no engine · figures are out of date</span>
      ) : active ? (
        <span className="flex min-w-0 items-center gap-2">
          <span className="font-medium text-text">
            <ConnectionStateText state={active.open.state} silentMs={health?.silentMs ?? null} />
          </span>
          {active.open.state.state === 'ready' ? (
            <Rtt rttMs={health?.rttMs ?? null} silentMs={health?.silentMs ?? null} />
          ) : (
            <span className="truncate">
              <ConnectionReason state={active.open.state} />
            </span>
          )}
        </span>
      ) : (
        <span>no connection open</span>
      )}
      {pubsub && (
        <>
          <Figure name="in">
            <b className="font-medium text-text">{formatRate(pubsub.total.messagesPerSecond)}</b> msg/s ·{' '}
            <b className="font-medium text-text">{formatBytes(pubsub.total.bytesPerSecond)}</b>/s
          </Figure>
          <Counted name="dropped" count={pubsub.counters.dropped} />
          <Counted name="gaps" count={pubsub.counters.gaps} />
        </>
      )}
      <span className="ml-auto" />
      {engine.item && <span>engine {formatBytes(engine.item.engineBytes)}</span>}
      {info && <span>v{info.version}</span>}
    </footer>
  );
}

/** A PING that is not answered matters more than how fast the last one was. */
function Rtt({ rttMs, silentMs }: { rttMs: number | null; silentMs: number | null }) {
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
