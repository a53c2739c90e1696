import { Play } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { FileCheck, FileProgress as Progress, PublishTiming } from '#shared/contract/publish-file.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { JobProgress } from '../../../ui/job-progress.tsx';
import { remainingMs } from './file-plan.ts';

/** Shorter waits are over before they are read. */
const SHOWN_WAIT_MS = 2_000;

interface FileProgressProps {
  progress: Progress;
  check: FileCheck;
  timing: PublishTiming;
  sentBefore: number;
  onStop: () => void;
  /** Goes on from a line. */
  onContinue: (line: number) => void;
}

/** How far a file is published: what the server confirmed, what is not known, how fast, how long still; and the way on after an end. */
export function FileProgress({ progress, check, timing, sentBefore, onStop, onContinue }: FileProgressProps) {
  const { state, problem, sent, refused, unknown, bad, empty, untimed } = progress;
  const { bytes, delivered, elapsedMs, perSecond, nextInMs, nextLine, lineAfterUnknown } = progress;
  const total = sentBefore + sent;
  const left = remainingMs(progress, check, timing, check.messages - total);
  const isOver = state === 'stopped' || state === 'lost' || state === 'failed';
  const canContinue = isOver && (nextLine <= check.lines || lineAfterUnknown <= check.lines);
  const box = useRef<HTMLDivElement>(null);
  // What can be done after an end stands below, where a low composer does not show it.
  useEffect(() => {
    if (isOver) box.current?.scrollIntoView({ block: 'end' });
  }, [isOver]);
  return (
    <div ref={box} className="flex flex-none flex-col gap-1.5">
      <JobProgress
        name="Publishing the file"
        label="Published"
        value={total}
        max={check.messages}
        state={state}
        problem={
          problem && (
            <>
              {problem.message}
              {unknown > 0 &&
                ` ${countOf(unknown, 'message was', 'messages were')} under way: whether the server published them is not known.`}
            </>
          )
        }
        onStop={onStop}
        after={
          canContinue && (
            <div className="flex flex-wrap items-center gap-2">
              <Button icon={<Play size={12} aria-hidden />} onClick={() => onContinue(nextLine)}>
                Continue from line {formatCount(nextLine)}
              </Button>
              {lineAfterUnknown > nextLine && lineAfterUnknown <= check.lines && (
                <Button variant="quiet" onClick={() => onContinue(lineAfterUnknown)}>
                  Skip the {formatCount(unknown)} unconfirmed and continue at line{' '}
                  {formatCount(lineAfterUnknown)}
                </Button>
              )}
              {unknown > 0 && (
                <span className="text-muted">
                  Continuing may send up to {countOf(unknown, 'message')} twice; skipping may lose as many.
                </span>
              )}
            </div>
          )
        }
      >
        <b className="font-medium text-text">{formatCount(total)}</b> of {formatCount(check.messages)}{' '}
        published
        {unknown > 0 && <span className="text-danger"> · {formatCount(unknown)} unknown</span>}
        {refused > 0 && <span className="text-danger"> · {formatCount(refused)} refused</span>}
        {bad > 0 && <span className="text-pending"> · {formatCount(bad)} bad</span>}
        {empty > 0 && ` · ${formatCount(empty)} empty`}
        {untimed > 0 && ` · ${formatCount(untimed)} without a time, sent with the line before`}
        {` · ${formatBytes(bytes)} · ${formatRate(perSecond)} msg/s · ${formatDuration(elapsedMs)}`}
        {left !== null && ` · ${formatDuration(left)} left`}
        {state === 'running' && nextInMs !== null && nextInMs > SHOWN_WAIT_MS && (
          <> · next in {formatDuration(nextInMs)}</>
        )}
        {` · ${countOf(delivered, 'delivery', 'deliveries')}`}
      </JobProgress>
    </div>
  );
}
