import { RotateCw } from 'lucide-react';
import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import { useAction } from '../../lib/actions.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { ordinal } from '../../lib/format/numbers.ts';
import { useNow } from '../../lib/now.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';

interface RestartNoticeProps {
  id: string;
  restart: NonNullable<PipelineRunState['restart']>;
  why: string | null;
}

/** A run that has failed and is started again by itself: when, and why. */
export function RestartNotice({ id, restart: { at, attempt }, why }: RestartNoticeProps) {
  const restartNow = useQueryCall('pipelines.restartNow');
  const seconds = Math.max(0, Math.ceil((at - useNow(1_000)) / 1_000));
  const begin = () => void restartNow.run({ id });
  useAction({
    id: 'pipelines.restartNow',
    title: 'Start the failed pipeline again now',
    group: 'Pipelines',
    run: begin,
  });
  return (
    <section aria-label="Restart" className="flex flex-col gap-2 px-3 pt-2">
      <div className="flex items-center gap-2 rounded-md border border-pending/50 bg-pending-bg px-2.5 py-1.5">
        <RotateCw size={15} aria-hidden className="flex-none text-pending" />
        <p className="min-w-0 flex-1 wrap-break-word">
          <span className="font-medium">{`Starts again in ${seconds} s (${ordinal(attempt)} time): `}</span>
          {why}
        </p>
        <Button busy={restartNow.status.state === 'running'} onClick={begin}>
          Start again now
        </Button>
      </div>
      {restartNow.status.state === 'failed' && <ErrorPanel error={restartNow.status.error} onRetry={begin} />}
    </section>
  );
}
