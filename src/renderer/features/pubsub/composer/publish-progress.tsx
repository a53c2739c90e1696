import { Square } from 'lucide-react';
import type { PublishProgress as Progress } from '#shared/contract/pubsub.ts';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';

interface PublishProgressProps {
  progress: Progress;
  onStop: () => void;
}

/** How far a run of many messages is: what the server confirmed, at which rate, and a button that ends it. */
export function PublishProgress({ progress, onStop }: PublishProgressProps) {
  const { state, sent, count, delivered, perSecond, elapsedMs, problem } = progress;
  return (
    <div className="flex flex-none flex-col gap-1.5" role="group" aria-label="Publishing">
      <div className="flex items-center gap-3">
        <ProgressBar label="Published" className="w-32 shrink-0" value={sent} max={count} />
        <span role="status" className="min-w-0 flex-1 text-muted">
          {state === 'failed' && <span className="text-danger">ended · </span>}
          {state === 'stopped' && <span className="text-pending">stopped · </span>}
          <b className="font-medium text-text">{formatCount(sent)}</b> of {formatCount(count)} published ·{' '}
          {formatRate(perSecond)} msg/s · {formatDuration(elapsedMs)} ·{' '}
          {countOf(delivered, 'delivery', 'deliveries')}
        </span>
        {state === 'running' && (
          <Button icon={<Square size={12} aria-hidden />} onClick={onStop}>
            Stop
          </Button>
        )}
      </div>
      {problem !== null && (
        <p role="alert" className="wrap-break-word text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
