import { Pause, Play, Square, Waves } from 'lucide-react';
import { useState } from 'react';
import type { PipelineRunState, PipelineTouches } from '#shared/contract/pipelines.ts';
import { useAction } from '../../lib/actions.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { ConfirmStart } from './confirm-start.tsx';
import { StartWithoutWindows } from './start-without-windows.tsx';

interface RunControlsProps {
  id: string;
  name: string;
  connectionId: string;
  run: PipelineRunState | null;
  /** It has a source on the internet that a replay can stand in for. */
  canBeOffline: boolean;
  hasProblems: boolean;
  /** What an imported file reaches, to be confirmed before its first start; null when nothing has to be. */
  toConfirm: PipelineTouches | null;
  /** Done before each start; false keeps it from starting. */
  beforeStart?: () => Promise<boolean>;
  onStarted?: () => void;
}

/** Start, pause, drain and stop; what failed stands beside them. */
export function RunControls(props: RunControlsProps) {
  const { id, name, connectionId, run, canBeOffline, hasProblems, toConfirm } = props;
  const start = useQueryCall('pipelines.start');
  const pause = useQueryCall('pipelines.pause');
  const resume = useQueryCall('pipelines.resume');
  const drain = useQueryCall('pipelines.drain');
  const stop = useQueryCall('pipelines.stop');
  const isLive = run !== null && run.endedAt === null;
  const failed = [start, pause, resume, drain, stop]
    .map(({ status }) => status)
    .find(({ state }) => state === 'failed');
  const isBusy = start.status.state === 'running';
  const [asking, setAsking] = useState<{ offline: boolean } | null>(null);
  const begin = async (offline: boolean) => {
    if (props.beforeStart && !(await props.beforeStart())) return;
    if (toConfirm) setAsking({ offline });
    else if (await start.run({ id, connectionId, offline })) props.onStarted?.();
  };
  useAction(
    isLive
      ? {
          id: 'pipelines.stop',
          title: 'Stop the pipeline',
          group: 'Pipelines',
          run: () => void stop.run({ id }),
        }
      : {
          id: 'pipelines.start',
          title: 'Start the pipeline',
          group: 'Pipelines',
          run: () => void begin(canBeOffline),
        },
  );
  return (
    <>
      {!isLive && canBeOffline && (
        <Button
          variant="primary"
          icon={<Play size={14} aria-hidden />}
          busy={isBusy}
          disabled={hasProblems}
          onClick={() => void begin(true)}
        >
          Start offline
        </Button>
      )}
      {!isLive && (
        <Button
          variant={canBeOffline ? 'plain' : 'primary'}
          icon={<Play size={14} aria-hidden />}
          busy={isBusy}
          disabled={hasProblems}
          onClick={() => void begin(false)}
        >
          {canBeOffline ? 'Start live' : 'Start'}
        </Button>
      )}
      {!isLive && run?.asksReset && (
        <StartWithoutWindows
          id={id}
          name={name}
          connectionId={connectionId}
          offline={run.offline}
          reason={run.error ?? ''}
        />
      )}
      {isLive && run.state !== 'stopping' && run.state !== 'restarting' && (
        <>
          {run.state === 'paused' ? (
            <Button icon={<Play size={14} aria-hidden />} onClick={() => void resume.run({ id })}>
              Resume
            </Button>
          ) : (
            <Button icon={<Pause size={14} aria-hidden />} onClick={() => void pause.run({ id })}>
              Pause
            </Button>
          )}
          <Button icon={<Waves size={14} aria-hidden />} onClick={() => void drain.run({ id })}>
            Drain
          </Button>
        </>
      )}
      {isLive && (
        <Button
          icon={<Square size={12} aria-hidden />}
          busy={stop.status.state === 'running'}
          onClick={() => void stop.run({ id })}
        >
          Stop
        </Button>
      )}
      {toConfirm && (
        <ConfirmStart
          open={asking !== null}
          name={name}
          touches={toConfirm}
          onClose={() => setAsking(null)}
          onConfirm={variables => {
            setAsking(null);
            if (asking)
              void start
                .run({ id, connectionId, offline: asking.offline, confirmed: { variables } })
                .then(started => started && props.onStarted?.());
          }}
        />
      )}
      {failed?.state === 'failed' && (
        <div className="max-w-96 min-w-0">
          <ErrorPanel error={failed.error} onRetry={failed.again} />
        </div>
      )}
    </>
  );
}
