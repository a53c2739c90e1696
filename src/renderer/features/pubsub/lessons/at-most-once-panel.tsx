import { Send } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { AtMostOnce, Hearing } from '#shared/contract/lessons.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { useQueryCall, useStream } from '../../../lib/engine.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { formatTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/command-line.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Switch } from '../../../ui/switch.tsx';

const PER_SECOND = 5;

/** Two subscribers of one channel; one of them can be sent away. */
export function AtMostOncePanel({ connectionId }: { connectionId: string }) {
  const [lessonId] = useState(() => crypto.randomUUID());
  const { item, error } = useStream('lessons.atMostOnce', { connectionId, lessonId });
  const send = useQueryCall('lessons.send');
  const often = useQueryCall('lessons.sendOften');
  const connect = useQueryCall('lessons.setConnected');
  const failed = [send, often, connect].map(({ status }) => status).find(status => status.state === 'failed');
  return (
    <div className="flex flex-col gap-3 pt-3">
      <p>
        Redis does not store pub/sub messages. A client subscribed at that moment receives each one once; a
        disconnected client never does. Disconnect the second subscriber, publish, and connect it again.
      </p>
      {error && <ErrorPanel what="The lesson cannot continue." error={error} onRetry="itself" />}
      {item && (
        <>
          <div className="flex flex-wrap items-center gap-2">
            <Button
              variant="primary"
              icon={<Send size={13} aria-hidden />}
              onClick={() => void send.run({ lessonId })}
            >
              Publish message {item.sent + 1}
            </Button>
            <Button
              aria-pressed={item.perSecond !== null}
              onClick={() =>
                void often.run({ lessonId, perSecond: item.perSecond === null ? PER_SECOND : null })
              }
            >
              {item.perSecond === null ? `Publish ${PER_SECOND} a second` : 'Stop publishing'}
            </Button>
            <div className="ml-auto">
              <Switch
                checked={item.connected}
                onChecked={connected => void connect.run({ lessonId, connected })}
                label="Second subscriber connected"
              />
            </div>
          </div>
          {item.problem !== null && <ErrorPanel onRetry={null} error={{ message: item.problem }} />}
          {failed?.state === 'failed' && <ErrorPanel error={failed.error} onRetry={failed.again} />}
          <Sides state={item} />
          <CommandLine
            text={[
              commandText(['SUBSCRIBE', item.channel]),
              commandText(['PUBLISH', item.channel, `message ${item.sent + 1}`]),
            ].join('\n')}
          />
        </>
      )}
    </div>
  );
}

function Sides({ state }: { state: AtMostOnce }) {
  const { steady, steadyCount, connected, other, otherCount, missed } = state;
  return (
    <div className="grid grid-cols-2 gap-3">
      <Side
        title="First subscriber"
        figures={`received ${formatCount(steadyCount)}`}
        rows={steady}
        nothing="Nothing yet. Publish a message."
      />
      <Side
        title="Second subscriber"
        figures={
          <>
            received {formatCount(otherCount)}
            {missed > 0 && <span className="text-danger"> · missed {formatCount(missed)}</span>}
            {!connected && <span className="text-pending"> · away</span>}
          </>
        }
        rows={other}
        nothing={connected ? 'Nothing yet.' : 'It is away, and receives nothing.'}
        isAway={!connected}
      />
    </div>
  );
}

interface SideProps {
  title: string;
  figures: ReactNode;
  rows: readonly Hearing[];
  nothing: string;
  isAway?: boolean;
}

function Side({ title, figures, rows, nothing, isAway = false }: SideProps) {
  const { utc } = useSettings();
  const list = useRef<HTMLUListElement>(null);
  const count = rows.length;
  const last = rows.at(-1);
  const newest = last && `${count} ${last.kind === 'missed' ? last.count : last.text}`;
  useEffect(() => {
    if (newest !== undefined) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest]);
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-md border border-line">
      <h3 className="flex gap-2 border-b border-line px-2.5 py-1.5">
        <span className="font-medium">{title}</span>
        <span role="status" className="text-muted">
          {figures}
        </span>
      </h3>
      <ul
        ref={list}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard has to reach that
        tabIndex={0}
        aria-label={`What the ${title.toLowerCase()} received`}
        className={`mono h-44 overflow-y-auto py-1 ${isAway ? 'opacity-80' : ''}`}
      >
        {count === 0 && <li className="px-2.5 font-sans text-muted">{nothing}</li>}
        {rows.map((row, index) =>
          row.kind === 'message' ? (
            <li key={`${row.at} ${row.text}`} className="flex gap-2 px-2.5">
              <span className="text-muted">{formatTime(row.at, { utc })}</span>
              <span className="truncate">{row.text}</span>
            </li>
          ) : (
            <li key={`gap ${index}`} className="bg-danger-bg px-2.5 font-sans text-danger">
              missed {countOf(row.count, 'message')}: sent while it was away
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
