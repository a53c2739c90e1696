import { CircleCheck, CircleSlash, CircleX } from 'lucide-react';
import type { ActionProgress } from '#shared/contract/actions.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { Tag } from '../tag.tsx';

const ends = {
  done: { tone: 'ok', word: 'done', icon: CircleCheck },
  stopped: { tone: 'pending', word: 'stopped', icon: CircleSlash },
  lost: { tone: 'danger', word: 'connection lost', icon: CircleX },
  failed: { tone: 'danger', word: 'failed', icon: CircleX },
} as const;

/** How an action ended, why it stopped if it did, and what really changed, read back. */
export function ActionOutcome({ progress }: { progress: ActionProgress }) {
  if (progress.state === 'running') return null;
  const end = ends[progress.state];
  const Icon = end.icon;
  const several = progress.outcomes.length > 1 || progress.state !== 'done';
  return (
    <div role="status" className="flex flex-col gap-1.5">
      <div className="flex items-start gap-2">
        <Tag tone={end.tone}>
          <Icon size={11} aria-hidden />
          {end.word}
        </Tag>
        <span className="min-w-0 wrap-break-word">{progress.message}</span>
      </div>
      {several && progress.outcomes.length > 0 && (
        <ul className="flex flex-col gap-0.5 pl-1">
          {progress.outcomes.map(({ what, count, ids }) => (
            <li key={what} className="flex gap-2" title={ids.slice(0, 20).join('\n')}>
              <span className="min-w-10 text-right font-medium">{formatCount(count)}</span>
              <span className="text-muted">{what}</span>
            </li>
          ))}
        </ul>
      )}
      {progress.problem && <ErrorPanel onRetry={null} error={progress.problem} />}
    </div>
  );
}
