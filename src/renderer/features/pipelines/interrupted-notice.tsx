import { Unplug } from 'lucide-react';
import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';

/** A run that the end of Millrace has cut off: whether it goes on by itself, and giving it up. Start stands above. */
export function InterruptedNotice({ id, run }: { id: string; run: PipelineRunState }) {
  const stop = useQueryCall('pipelines.stop');
  return (
    <section aria-label="Interrupted" className="flex flex-col gap-2 px-3 pt-2">
      <div className="flex items-center gap-2 rounded-md border border-pending/50 bg-pending-bg px-2.5 py-1.5">
        <Unplug size={15} aria-hidden className="flex-none text-pending" />
        <p className="min-w-0 flex-1 wrap-break-word">{run.error}</p>
        <Button busy={stop.status.state === 'running'} onClick={() => void stop.run({ id })}>
          {run.resumes ? 'Do not resume' : 'Dismiss'}
        </Button>
      </div>
      {stop.status.state === 'failed' && <ErrorPanel error={stop.status.error} onRetry={stop.status.again} />}
    </section>
  );
}
