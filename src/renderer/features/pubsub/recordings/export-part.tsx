import { useState } from 'react';
import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import type { ExportProgress } from '#shared/contract/recordings.ts';
import { engineNow } from '../../../lib/engine.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { useJob } from '../../../lib/job.ts';

interface ExportPartProps {
  session: PubSubSession;
  filter: FeedFilter | null;
}

/** Makes a recording of what the feed holds now, or of what the filter matches of it. */
export function ExportPart({ session, filter }: ExportPartProps) {
  const work = useJob<ExportProgress>();
  const [asked, setAsked] = useState<FeedFilter | null>(null);
  const { retained } = session.counters;
  const write = (filter: FeedFilter | null) => {
    setAsked(filter);
    return work.start(({ jobId, signal }) =>
      engineNow().recordings.export({ jobId, feedId: session.feedId, filter, name: null }, { signal }),
    );
  };
  const { progress } = work;
  const problem = work.error ?? progress?.problem;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={work.isRunning || retained === 0} onClick={() => void write(null)}>
          Export the {formatCount(retained)} kept
        </Button>
        <Button
          disabled={work.isRunning || filter === null}
          title={filter === null ? 'Nothing is filtered: all messages are shown' : undefined}
          onClick={() => void write(filter)}
        >
          Export what the filter matches
        </Button>
        {work.isRunning && <Button onClick={work.stop}>Stop</Button>}
        <span role="status" aria-label="Export" className="text-muted">
          {progress?.state === 'done'
            ? `${countOf(progress.messages, 'message')}, ${formatBytes(progress.bytes)}, in ${progress.name}`
            : work.isRunning &&
              (progress
                ? `${formatCount(progress.messages)} of ${formatCount(progress.total)} written`
                : 'reading…')}
          {progress && progress.lost > 0 && (
            <span className="text-danger">
              {' '}
              · {countOf(progress.lost, 'message')} left the feed before they were written
            </span>
          )}
        </span>
      </div>
      {problem && <ErrorPanel what="Nothing was exported." error={problem} onRetry={() => write(asked)} />}
    </div>
  );
}
