import { Pause, Play, Square, Waves } from 'lucide-react';
import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import { useAction } from '../../lib/actions.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';

interface RunControlsProps {
  id: string;
  connectionId: string;
  run: PipelineRunState | null;
  /** It has a source on the internet that a replay can stand in for. */
  canBeOffline: boolean;
  hasProblems: boolean;
}

/** Start, pause, drain and stop; what failed stands beside them. */
export function RunControls({ id, connectionId, run, canBeOffline, hasProblems }: RunControlsProps) {
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
  const begin = (offline: boolean) => void start.run({ id, connectionId, offline });
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
          run: () => begin(canBeOffline),
        },
  );
  return (
    <>
      {!isLive && canBeOffline && (
        <Button
          look="primary"
          icon={<Play size={14} aria-hidden />}
          busy={isBusy}
          disabled={hasProblems}
          onClick={() => begin(true)}
        >
          Start offline
        </Button>
      )}
      {!isLive && (
        <Button
          look={canBeOffline ? 'plain' : 'primary'}
          icon={<Play size={14} aria-hidden />}
          busy={isBusy}
          disabled={hasProblems}
          onClick={() => begin(false)}
        >
          {canBeOffline ? 'Start live' : 'Start'}
        </Button>
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
      {failed?.state === 'failed' && (
        <div className="max-w-96 min-w-0">
          <ErrorPanel error={failed.error} />
        </div>
      )}
    </>
  );
}
