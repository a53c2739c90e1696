import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import type { JobState, QueueId } from '#shared/contract/queues.ts';
import { jobStates } from '#shared/queue-names.ts';
import { useAction } from '../../../lib/actions.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { go, useOpened } from '../../../lib/navigation.ts';
import { IconButton } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { ScreenToolbar } from '../../../ui/screen-toolbar.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { JobsView } from './jobs-view.tsx';
import { countOfState, stateTitles } from './queue-words.ts';

const EVERY_MS = 2_000;

/** One queue: its jobs, a state at a time. */
export function QueueView({ connectionId, framework, queue }: QueueId & { connectionId: string }) {
  const opened = useOpened('keys');
  const id: QueueId = { framework, queue };
  const { data, error, refetch } = useEngineQuery(
    'queues.figures',
    { connectionId, ...id },
    { everyMs: EVERY_MS },
  );
  const [revision, setRevision] = useState(0);
  const look = () => {
    setRevision(before => before + 1);
    void refetch();
  };
  const close = () => go('keys', { view: 'queues' });
  useAction({
    id: 'queues.all',
    title: 'Show all queues',
    group: 'Keys',
    shortcut: 'Escape',
    outermost: true,
    run: close,
  });
  // Without a choice, the first that has jobs.
  const fullest = jobStates.find(state => data && countOfState(data, state).count > 0);
  const { state = fullest ?? (data ? 'waiting' : undefined) } = opened;
  const show = (next: JobState) => go('keys', { view: 'queues', ...id, state: next });
  return (
    <>
      <ScreenToolbar title="Keys">
        <IconButton label="All queues" onClick={close}>
          <ArrowLeft size={15} aria-hidden />
        </IconButton>
        <h2 className="min-w-0 truncate font-medium" title={queue}>
          {data?.name ?? queue}
        </h2>
        <Tag tone="accent">{framework}</Tag>
        <span className="mono min-w-0 truncate text-muted">{queue}</span>
      </ScreenToolbar>
      {error && (
        <div className="flex-none border-b border-line bg-surface p-2">
          <ErrorPanel error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data && data.missing.length > 0 && (
        <div className="flex-none border-b border-line bg-surface px-3 py-1">
          <MissingCommands commands={data.missing} unknown="some counts are not known." />
        </div>
      )}
      {data && state !== undefined && (
        <Tabs<JobState>
          label="States of jobs"
          value={state}
          onValue={show}
          tabs={jobStates.map(of => {
            const why = data.states.find(({ state: name }) => name === of)?.why ?? null;
            return {
              value: of,
              title: (
                <span title={countOfState(data, of).title}>
                  {stateTitles[of]} {countOfState(data, of).text}
                </span>
              ),
              content:
                of !== state ? null : why === null ? (
                  <JobsView
                    key={of}
                    connectionId={connectionId}
                    id={id}
                    state={of}
                    revision={`${revision} ${countOfState(data, of).text}`}
                    onChanged={look}
                  />
                ) : (
                  <EmptyState title={`No ${of} jobs are kept here`}>{why}</EmptyState>
                ),
            };
          })}
        />
      )}
    </>
  );
}
