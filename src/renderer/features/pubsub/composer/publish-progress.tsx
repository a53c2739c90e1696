import type { PublishProgress as Progress } from '#shared/contract/pubsub.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { JobProgress } from '../../../ui/job-progress.tsx';

interface PublishProgressProps {
  progress: Progress;
  onStop: () => void;
}

/** How far a run of many messages is: what the server confirmed, and at which rate. */
export function PublishProgress({ progress, onStop }: PublishProgressProps) {
  const { state, sent, count, delivered, perSecond, elapsedMs, problem } = progress;
  return (
    <JobProgress
      name="Publishing"
      label="Published"
      value={sent}
      max={count}
      state={state}
      problem={problem?.message}
      onStop={onStop}
    >
      <b className="font-medium text-text">{formatCount(sent)}</b> of {formatCount(count)} published ·{' '}
      {formatRate(perSecond)} msg/s · {formatDuration(elapsedMs)} ·{' '}
      {countOf(delivered, 'delivery', 'deliveries')}
    </JobProgress>
  );
}
