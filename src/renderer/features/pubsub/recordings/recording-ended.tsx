import { CircleCheck, X } from 'lucide-react';
import { useState } from 'react';
import type { RecordingFile } from '#shared/contract/recordings.ts';
import { useStream } from '../../../lib/engine.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { countOf } from '../../../lib/format/numbers.ts';
import { formatTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';

interface RecordingEndedProps {
  connectionId: string;
  /** Offers to publish a recording again. */
  onReplay: (name: string) => void;
}

/** After a recording has ended, by hand or because the connection closed: where it is and what it holds. */
export function RecordingEnded({ connectionId, onReplay }: RecordingEndedProps) {
  const { item: state } = useStream('recordings.watch', undefined);
  const { utc } = useSettings();
  const running = state?.running.find(recording => recording.connectionId === connectionId)?.name ?? null;
  const [last, setLast] = useState(running);
  const [ended, setEnded] = useState<string | null>(null);
  if (running !== last) {
    setLast(running);
    setEnded(running === null ? last : null);
  }
  const file = state?.files.find(({ name }) => name === ended);
  if (!file) return null;
  return (
    <section
      aria-label="The recording"
      className="flex flex-none flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-surface px-3 py-1.5"
    >
      <CircleCheck size={14} aria-hidden className="shrink-0 text-ok" />
      <p role="status" className="min-w-0 flex-1">
        Recorded <b className="font-medium">{contentText(file)}</b>
        {file.startedAt !== null && file.endedAt !== null && (
          <>
            {' '}
            from {formatTime(file.startedAt, { utc })} to {formatTime(file.endedAt, { utc })}
          </>
        )}
        {file.lost !== null && file.lost > 0 && (
          <span className="text-danger">, {countOf(file.lost, 'message')} not recorded</span>
        )}
        , in <code className="mono wrap-anywhere">{file.path}</code>
      </p>
      <CopyButton text={file.path} label="Copy the path of the recording" />
      <Button aria-label={`Replay… ${file.name}`} onClick={() => onReplay(file.name)}>
        Replay…
      </Button>
      <IconButton label="Close the note of the recording" onClick={() => setEnded(null)}>
        <X size={14} aria-hidden />
      </IconButton>
    </section>
  );
}

function contentText({ messages, bytes, problem }: RecordingFile): string {
  const content =
    messages === null ? (problem ?? 'an unknown number of messages') : countOf(messages, 'message');
  return `${content} (${formatBytes(bytes)})`;
}
