import { Download, FolderOpen, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { RecordingFile } from '#shared/contract/recordings.ts';
import { engineNow, useQueryCall } from '../../../lib/engine.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatBytes, formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount, UNKNOWN } from '../../../lib/format/numbers.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { useJob } from '../../../lib/job.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { DestructiveDialog } from '../../../ui/destructive-dialog.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { downloadRecording } from './download-recording.ts';
import { RenameDialog } from './rename-dialog.tsx';

interface RecordingRowProps {
  file: RecordingFile;
  onReplay: (() => void) | undefined;
}

/** One recording, what it says about itself, and what can be done with it. */
export function RecordingRow({ file, onReplay }: RecordingRowProps) {
  const { name, path, bytes, startedAt, endedAt, messages } = file;
  const { utc } = useSettings();
  const download = useJob<number>();
  const remove = useQueryCall('recordings.delete');
  const showInFolder = useQueryCall('recordings.showInFolder');
  const isDesktop = useEngineQuery('app.info', undefined).data?.host === 'desktop';
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);
  const save = () => void download.start(({ signal }) => downloadRecording(engineNow(), name, signal));
  return (
    <>
      <tr className="border-b border-line-soft [&_td]:px-1.5 [&_td]:py-1 [&_td]:align-top">
        <td className="min-w-0">
          <div className="truncate font-medium" title={path}>
            {name}
          </div>
          <div className="truncate text-[11.5px]/4 text-muted">
            {startedAt === null ? 'start unknown' : formatFullTime(startedAt, { utc })}
          </div>
          <Remarks file={file} />
        </td>
        <td className="text-right tabular-nums">{formatCount(messages)}</td>
        <td className="text-right tabular-nums" title={formatExactBytes(bytes)}>
          {formatBytes(bytes)}
        </td>
        <td className="text-right tabular-nums">
          {startedAt === null || endedAt === null ? UNKNOWN : formatDuration(endedAt - startedAt)}
        </td>
        <td>
          <div className="flex justify-end gap-0.5">
            {onReplay && (
              <Button aria-label={`Replay… ${name}`} onClick={onReplay}>
                Replay…
              </Button>
            )}
            <IconButton label={`Download ${name}`} busy={download.isRunning} onClick={save}>
              <Download size={14} aria-hidden />
            </IconButton>
            {isDesktop && (
              <IconButton
                label={`Show ${name} in its folder`}
                onClick={() => void showInFolder.run({ name })}
              >
                <FolderOpen size={14} aria-hidden />
              </IconButton>
            )}
            <IconButton label={`Rename ${name}`} onClick={() => setAsking('rename')}>
              <Pencil size={14} aria-hidden />
            </IconButton>
            <IconButton label={`Delete ${name}`} onClick={() => setAsking('delete')}>
              <Trash2 size={14} aria-hidden />
            </IconButton>
          </div>
          {download.isRunning && (
            <div className="flex items-center justify-end gap-1.5 text-[11.5px] text-muted">
              {formatBytes(download.progress ?? 0)}
              <Button variant="quiet" className="h-5! px-1!" onClick={download.leave}>
                Stop
              </Button>
            </div>
          )}
        </td>
      </tr>
      {showInFolder.status.state === 'failed' && (
        <tr>
          <td colSpan={5}>
            <ErrorPanel
              what="It was not shown."
              error={showInFolder.status.error}
              onRetry={showInFolder.status.again}
            />
          </td>
        </tr>
      )}
      {download.error && (
        <tr>
          <td colSpan={5}>
            <ErrorPanel what="It was not downloaded." error={download.error} onRetry={save} />
          </td>
        </tr>
      )}
      <RenameDialog open={asking === 'rename'} name={name} onClose={() => setAsking(null)} />
      <DestructiveDialog
        open={asking === 'delete'}
        onClose={() => setAsking(null)}
        title={`Delete ${name}`}
        consequence={`The file with ${messages === null ? 'its messages' : countOf(messages, 'message')} (${formatBytes(bytes)}) will be deleted from the disk. There is no other copy here.`}
        act={messages === null ? 'Delete the recording' : `Delete ${countOf(messages, 'recorded message')}`}
        productionName={null}
        busy={remove.status.state === 'running'}
        error={remove.status.state === 'failed' ? remove.status.error : null}
        onConfirm={() => void remove.run({ name }).then(done => done && setAsking(null))}
      />
    </>
  );
}

/** What is not in the recording, or is not known of it. */
function Remarks({ file: { gaps, lost, problem } }: { file: RecordingFile }) {
  return (
    <>
      {gaps !== null && gaps > 0 && (
        <div className="text-[11.5px]/4 text-pending">{countOf(gaps, 'disconnection')} in it</div>
      )}
      {lost !== null && lost > 0 && (
        <div className="text-[11.5px]/4 text-danger">{countOf(lost, 'message')} not recorded</div>
      )}
      {problem !== null && <div className="text-[11.5px]/4 text-pending">{problem}</div>}
    </>
  );
}
