import { Square } from 'lucide-react';
import type { PublishProgress as Progress } from '#shared/contract/pubsub.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { countOf, formatCount, formatRate } from '../../lib/format/numbers.ts';
import { Button } from '../../ui/button.tsx';

interface PublishProgressProps {
  progress: Progress;
  onStop: () => void;
}

/** How far a run of many messages is: what the server confirmed, at which rate, and a button that ends it. */
export function PublishProgress({ progress, onStop }: PublishProgressProps) {
  const { state, sent, count, delivered, perSecond, elapsedMs, problem } = progress;
  return (
    <div className="flex flex-none items-center gap-3" role="group" aria-label="Publishing">
      <progress
        className="h-1.5 w-32 shrink-0"
        style={{ accentColor: 'var(--accent)' }}
        aria-label="Published"
        value={sent}
        max={count}
      />
      <span role="status" className="min-w-0 flex-1 truncate text-muted" title={problem ?? undefined}>
        {state === 'failed' && <span className="text-danger">ended: {problem} · </span>}
        {state === 'stopped' && <span className="text-pending">stopped · </span>}
        <b className="font-medium text-text">{formatCount(sent)}</b> of {formatCount(count)} published ·{' '}
        {formatRate(perSecond)} msg/s · {formatDuration(elapsedMs)} · delivered to{' '}
        {countOf(delivered, 'receiver')} in all
      </span>
      {state === 'running' && (
        <Button icon={<Square size={12} aria-hidden />} onClick={onStop}>
          Stop
        </Button>
      )}
    </div>
  );
}
