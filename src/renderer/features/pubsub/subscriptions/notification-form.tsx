import { useState } from 'react';
import { commandText } from '#shared/redis/command-text.ts';
import { lackingFlags, notifyClasses } from '#shared/redis/notify-flags.ts';
import { useActiveConnection } from '../../../lib/active-connection.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/command-line.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import {
  everyClass,
  neededClasses,
  notificationRequest,
  type NotificationDraft,
} from './notification-request.ts';
import { NotifySettingChange } from './notify-setting-change.tsx';
import { subscribeCommands } from './subscription-names.ts';
import { useProductionCheck } from './use-production-check.tsx';

const ASK_EVERY_MS = 5_000;

interface NotificationFormProps {
  connectionId: string;
  onDone: () => void;
}

/** Keyspace notifications: what happens to keys, or which keys an event happens to. */
export function NotificationForm({ connectionId, onDone }: NotificationFormProps) {
  const profile = useActiveConnection()?.profile;
  const [draft, setDraft] = useState<NotificationDraft>({
    by: 'key',
    db: String(profile?.target.db ?? 0),
    names: '',
    classes: everyClass,
  });
  const production = useProductionCheck();
  const [problem, setProblem] = useState<string | null>(null);
  const {
    data: status,
    error,
    refetch,
  } = useEngineQuery('notifications.status', { connectionId }, { everyMs: ASK_EVERY_MS });
  // Which flags a server takes does not change: that is asked once.
  const probe = useEngineQuery('notifications.status', { connectionId, probe: true });
  const subscribe = useQueryCall('notifications.subscribe');
  const change = (changes: Partial<NotificationDraft>) => {
    setDraft({ ...draft, ...changes });
    setProblem(null);
    subscribe.reset();
  };

  const request = notificationRequest(draft);
  const isAsked = !('problem' in request);
  const now = status?.now ?? null;
  const lacks = isAsked && now !== null && lackingFlags(now, request.flags) !== '';
  const submit = async (set: boolean) => {
    if (!isAsked) return setProblem(request.problem);
    if (await subscribe.run({ connectionId, ...request, change: set })) onDone();
  };

  return (
    <form
      className="flex flex-col gap-2.5"
      onSubmit={event => {
        event.preventDefault();
        if (!lacks) void submit(false);
        else if (production.passed) void submit(true);
      }}
    >
      <div className="flex items-end gap-2">
        <fieldset className="flex gap-1.5">
          <legend className="sr-only">Listen to</legend>
          <Button
            aria-pressed={draft.by === 'key'}
            className={pressed(draft.by === 'key')}
            onClick={() => change({ by: 'key', names: '' })}
          >
            Keys
          </Button>
          <Button
            aria-pressed={draft.by === 'event'}
            className={pressed(draft.by === 'event')}
            onClick={() => change({ by: 'event', names: '' })}
          >
            Events
          </Button>
        </fieldset>
        <TextField
          label={draft.by === 'key' ? 'Keys or patterns' : 'Names of events'}
          className="flex-1"
          mono
          value={draft.names}
          placeholder={draft.by === 'key' ? '* (user:*   order:?)' : '* (expired   del)'}
          onValue={names => change({ names })}
        />
        <TextField label="Database" className="w-16" mono value={draft.db} onValue={db => change({ db })} />
      </div>
      {neededClasses(draft) === draft.classes ? (
        <EventClasses
          accepted={probe.data?.accepted ?? null}
          classes={draft.classes}
          onClasses={classes => change({ classes })}
        />
      ) : (
        <p className="text-xs/[18px] text-muted">
          These events are of class <code className="mono">{neededClasses(draft)}</code>.
        </p>
      )}
      {isAsked && (
        <CommandLine
          text={request.subscriptions
            .map(({ kind, name }) => commandText([subscribeCommands[kind], name]))
            .join('\n')}
        />
      )}
      {status?.isCluster === true && (
        <p className="text-xs/[18px] text-pending">
          This is a cluster: each node has its own setting and reports only its own keys. Millrace listens to,
          and sets, the node it is connected to; the others are left as they are.
        </p>
      )}
      {isAsked && now !== null && lacks && <NotifySettingChange now={now} needed={request.flags} />}
      {isAsked && now !== null && !lacks && (
        <p className="text-xs/[18px] text-muted">
          The server sends these already: notify-keyspace-events is "{now}".
        </p>
      )}
      {status && status.problem !== null && (
        <p className="text-xs/[18px] text-pending">
          Whether the server sends anything is unknown. {status.problem} You can subscribe anyway, but nothing
          may arrive.
        </p>
      )}
      {status && status.forgetful !== null && lacks && (
        <p className="text-xs/[18px] text-pending">
          If Millrace crashes, it cannot offer to put the old value back: {status.forgetful}
        </p>
      )}
      {lacks && production.field}
      {error && <ErrorPanel what="The setting cannot be read." error={error} onRetry={refetch} />}
      {problem !== null && <ErrorPanel onRetry={null} error={{ message: problem }} />}
      {subscribe.status.state === 'failed' && (
        <ErrorPanel
          what="Nothing was subscribed."
          error={subscribe.status.error}
          onRetry={subscribe.status.again}
        />
      )}
      <div className="flex justify-end gap-2">
        {lacks && <Button onClick={() => void submit(false)}>Subscribe without setting</Button>}
        <Button
          variant="primary"
          type="submit"
          disabled={lacks && !production.passed}
          busy={subscribe.status.state === 'running'}
        >
          {lacks ? 'Set and subscribe' : 'Subscribe to notifications'}
        </Button>
      </div>
    </form>
  );
}

interface EventClassesProps {
  /** All that the server takes; null when unknown. */
  accepted: string | null;
  classes: string;
  onClasses: (classes: string) => void;
}

function EventClasses({ accepted, classes, onClasses }: EventClassesProps) {
  return (
    <fieldset className="grid grid-cols-2 gap-x-3 gap-y-0.5">
      <legend className="col-span-2 pb-1 text-xs/[18px] font-medium text-muted">Classes of events</legend>
      {notifyClasses.map(({ flag, title, events }) => {
        const isTaken = accepted === null || accepted.includes(flag);
        return (
          <div key={flag} title={isTaken ? events.join(', ') : 'This server does not know this class.'}>
            <Checkbox
              checked={classes.includes(flag)}
              disabled={!isTaken}
              onChecked={on => onClasses(on ? classes + flag : classes.replace(flag, ''))}
              label={
                <span className={isTaken ? undefined : 'opacity-55'}>
                  <code className="mono">{flag}</code> {title}
                  {!isTaken && <span className="sr-only">: this server does not know it</span>}
                </span>
              }
            />
          </div>
        );
      })}
    </fieldset>
  );
}

function pressed(is: boolean): string {
  return is ? 'border-accent! text-accent-text!' : '';
}
