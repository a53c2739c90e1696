import type { ReactNode } from 'react';
import type { ListedPipeline, PipelineRunState } from '#shared/contract/pipelines.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { useNow } from '../../lib/now.ts';
import { ConnectionName } from '../../ui/connection-name.tsx';
import { Tag } from '../../ui/tag.tsx';
import { StateTag } from './state-tag.tsx';

interface RunHeaderProps {
  listed: ListedPipeline;
  /** Null before the first start. */
  run: PipelineRunState | null;
  /** What is shown of the file is not what is kept. */
  isEdited: boolean;
  /** What can be done with it. */
  children: ReactNode;
}

/** What a pipeline file is called, how its run stands, and on which server. */
export function RunHeader({ listed: { name, unconfirmed }, run, isEdited, children }: RunHeaderProps) {
  const isLive = run !== null && run.endedAt === null;
  return (
    <div className="flex h-10 flex-none items-center gap-2 border-b border-line px-3 max-[1100px]:gap-1">
      <h2 className="min-w-24 truncate text-sm font-semibold">{name}</h2>
      {run && <StateTag state={run.state} />}
      {unconfirmed && <Tag tone="pending">imported, never started</Tag>}
      {isEdited && <Tag tone="pending">changed, not saved</Tag>}
      {run && run.state !== 'interrupted' && (
        <span className="flex max-w-40 shrink-0 items-center gap-1.5 text-muted">
          on <ConnectionName id={run.connectionId} />
        </span>
      )}
      {isLive && <RunningFor since={run.startedAt} offline={run.offline} />}
      <span className="flex-1" />
      {children}
    </div>
  );
}

function RunningFor({ since, offline }: { since: number; offline: boolean }) {
  const now = useNow(1_000);
  return (
    <span className="min-w-0 shrink-[100] truncate text-muted">{`${formatDuration(Math.max(0, now - since))}${offline ? ' · on the built-in replay' : ''}`}</span>
  );
}
