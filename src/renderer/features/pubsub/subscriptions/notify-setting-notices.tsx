import { useEffect } from 'react';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import { lackingFlags, unionFlags } from '#shared/redis/notify-flags.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Notice } from './notice.tsx';
import { setNotifyCommand } from './notify-setting-change.tsx';
import { useProductionCheck } from './use-production-check.tsx';

const ASK_EVERY_MS = 5_000;

interface NotifySettingNoticesProps {
  connectionId: string;
  session: PubSubSession;
}

/** What has to be known of the server's setting: that it does not send what is subscribed to, or that an earlier run left it changed. */
export function NotifySettingNotices({ connectionId, session }: NotifySettingNoticesProps) {
  const listens = session.subscriptions.some(({ notify }) => notify !== null);
  const needed = unionFlags(...session.subscriptions.map(({ notify }) => notify ?? ''));
  return (
    <>
      <Leftover connectionId={connectionId} />
      {listens && <Lacking key={needed} connectionId={connectionId} needed={needed} />}
    </>
  );
}

function Leftover({ connectionId }: { connectionId: string }) {
  const { utc } = useSettings();
  const leftover = useEngineQuery('notifications.leftover', { connectionId }, { everyMs: ASK_EVERY_MS });
  const production = useProductionCheck();
  const putBack = useQueryCall('notifications.putBack');
  const keep = useQueryCall('notifications.keep');
  const answer = async (call: typeof putBack | typeof keep) => {
    if (await call.run({ connectionId })) await leftover.refetch();
  };
  const failed = [putBack, keep].map(({ status }) => status).find(status => status.state === 'failed');
  if (!leftover.data && !failed) return null;
  return (
    <Notice>
      {leftover.data && (
        <>
          <p className="min-w-0 flex-1">
            Millrace set <code className="mono">notify-keyspace-events</code> of this server to{' '}
            <code className="mono">"{leftover.data.set}"</code> on {formatFullTime(leftover.data.at, { utc })}
            , ended unexpectedly, and did not put <code className="mono">"{leftover.data.before}"</code> back.
          </p>
          {production.field}
          <Button
            disabled={!production.passed}
            title={setNotifyCommand(leftover.data.before)}
            onClick={() => void answer(putBack)}
          >
            Put it back
          </Button>
          <Button variant="quiet" onClick={() => void answer(keep)}>
            Keep it
          </Button>
        </>
      )}
      {failed?.state === 'failed' && <ErrorPanel error={failed.error} onRetry={failed.again} />}
    </Notice>
  );
}

function Lacking({ connectionId, needed }: { connectionId: string; needed: string }) {
  const { data, isFetchedAfterMount, isSuccess, refetch } = useEngineQuery(
    'notifications.status',
    { connectionId },
    { everyMs: ASK_EVERY_MS },
  );
  const production = useProductionCheck();
  const setNeeded = useQueryCall('notifications.setNeeded');
  useEffect(() => {
    void refetch();
  }, [refetch]);
  // What was read before says nothing of these subscriptions: the setting may have been changed for them.
  const isKnown = isFetchedAfterMount && isSuccess;
  if (!isKnown || data.now === null) return null;
  const lacking = lackingFlags(data.now, needed);
  if (lacking === '') return null;
  const command = setNotifyCommand(unionFlags(data.now, needed));
  return (
    <Notice>
      <p className="min-w-0 flex-1">
        The server does not send all that is subscribed to: notify-keyspace-events is{' '}
        <code className="mono">"{data.now}"</code>, and <code className="mono">{lacking}</code> is missing.
      </p>
      {production.field}
      <Button
        title={command}
        disabled={!production.passed}
        busy={setNeeded.status.state === 'running'}
        onClick={() => void setNeeded.run({ connectionId }).then(() => refetch())}
      >
        Run {command}
      </Button>
      {setNeeded.status.state === 'failed' && (
        <ErrorPanel error={setNeeded.status.error} onRetry={setNeeded.status.again} />
      )}
    </Notice>
  );
}
