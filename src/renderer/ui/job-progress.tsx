import { Square } from 'lucide-react';
import type { ReactNode } from 'react';
import type { JobState } from '#shared/contract/jobs.ts';
import { Button } from './button.tsx';
import { ProgressBar } from './progress-bar.tsx';

const ends: Record<Exclude<JobState, 'running'>, { word: string; tone: string }> = {
  done: { word: 'done', tone: '' },
  stopped: { word: 'stopped', tone: 'text-pending' },
  lost: { word: 'ended', tone: 'text-danger' },
  failed: { word: 'failed', tone: 'text-danger' },
};

interface JobProgressProps {
  /** What it is: the name of the whole. */
  name: string;
  /** What the bar counts. */
  label: string;
  value: number;
  /** Null: how much there is to do is not known. */
  max: number | null;
  state: JobState;
  /** Of the job, or in other words. */
  problem: ReactNode;
  onStop: () => void;
  /** The account of what was done. */
  children: ReactNode;
  /** What can be done after its end. */
  after?: ReactNode;
}

/** How far any long work is, a button that ends it, and how it ended. */
export function JobProgress(props: JobProgressProps) {
  const { name, label, value, max, state, problem, onStop, children, after } = props;
  const end = state === 'running' ? null : ends[state];
  return (
    <div className="flex flex-none flex-col gap-1.5" role="group" aria-label={name}>
      <div className="flex items-center gap-3">
        <ProgressBar label={label} className="w-32 shrink-0" value={value} max={max} />
        <span role="status" className="min-w-0 flex-1 text-muted">
          {end && <span className={end.tone}>{end.word} · </span>}
          {children}
        </span>
        {state === 'running' && (
          <Button icon={<Square size={12} aria-hidden />} onClick={onStop}>
            Stop
          </Button>
        )}
      </div>
      {problem !== null && problem !== undefined && (
        <p role="alert" className="wrap-break-word text-danger">
          {state === 'lost' && 'The connection was lost. '}
          {problem}
        </p>
      )}
      {after}
    </div>
  );
}
