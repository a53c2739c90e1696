import { Circle, ListVideo, Square } from 'lucide-react';
import { useState } from 'react';
import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import type { RunningRecording } from '#shared/contract/recordings.ts';
import { useAction } from '../../../lib/actions.ts';
import { useQueryCall, useStream } from '../../../lib/engine.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { useNow } from '../../../lib/now.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { RecordingsDialog } from './recordings-dialog.tsx';

export interface RecordButtonProps {
  connectionId: string;
  session: PubSubSession;
  /** What the messages are filtered by now. */
  filter: FeedFilter | null;
  /** Offers to publish a recording again. */
  onReplay?: ((name: string) => void) | undefined;
}

/** Records what the connection hears, says how far it is, and leads to the recordings. The engine records: pages come and go. */
export function RecordButton({ connectionId, session, filter, onReplay }: RecordButtonProps) {
  const { item: state, error } = useStream('recordings.watch', undefined);
  const start = useQueryCall('recordings.start');
  const stop = useQueryCall('recordings.stop');
  const [open, setOpen] = useState(false);
  const running = state?.running.find(recording => recording.connectionId === connectionId);
  const failed = [start.status, stop.status].find(status => status.state === 'failed');
  const toggle = () => {
    if (running) void stop.run({ name: running.name });
    else void start.run({ connectionId, name: null });
  };
  useAction({
    id: 'pubsub.record',
    title: running ? 'Stop recording' : 'Record the messages',
    group: 'Pub/Sub',
    run: toggle,
  });
  useAction({
    id: 'pubsub.recordings',
    title: 'Recordings',
    group: 'Pub/Sub',
    keywords: 'export download replay jsonl',
    run: () => setOpen(true),
  });
  return (
    <>
      {running ? (
        <Button onClick={toggle} busy={stop.status.state === 'running'} title={recordingTitle(running)}>
          <Square size={11} aria-hidden className="fill-current text-danger" />
          <RunningFigures running={running} />
        </Button>
      ) : (
        <Button
          icon={<Circle size={12} aria-hidden className="fill-current text-danger" />}
          onClick={toggle}
          busy={start.status.state === 'running'}
        >
          Record
        </Button>
      )}
      <IconButton label="Recordings" onClick={() => setOpen(true)}>
        <ListVideo size={15} aria-hidden />
      </IconButton>
      <RecordingsDialog
        open={open}
        onClose={() => setOpen(false)}
        state={state}
        error={error}
        session={session}
        filter={filter}
        onReplay={onReplay}
      />
      <Dialog
        open={failed !== undefined}
        onClose={() => (start.reset(), stop.reset())}
        title="Nothing is recorded"
      >
        {failed?.state === 'failed' && <ErrorPanel error={failed.error} onRetry={failed.again} />}
      </Dialog>
    </>
  );
}

function RunningFigures({ running }: { running: RunningRecording }) {
  const now = useNow(1_000);
  const { messages, bytes, lost, problem, startedAt } = running;
  return (
    <span className="flex gap-1.5 tabular-nums">
      <span className="font-semibold text-danger">REC</span>
      <span>{formatCount(messages)}</span>
      <span className="text-muted max-[1280px]:hidden">{formatBytes(bytes)}</span>
      <span className="text-muted max-[1280px]:hidden">
        {formatDuration(Math.max(0, Math.floor((now - startedAt) / 1_000) * 1_000))}
      </span>
      {lost > 0 && (
        <span className="text-danger" title={problem ?? undefined}>
          lost {formatCount(lost)}
        </span>
      )}
    </span>
  );
}

function recordingTitle({ name, messages, bytes, lost, problem }: RunningRecording): string {
  const loss = lost > 0 ? ` · ${countOf(lost, 'message')} not recorded: ${problem ?? 'unknown'}` : '';
  return `Stop recording · ${name} · ${countOf(messages, 'message')}, ${formatBytes(bytes)}${loss}`;
}
