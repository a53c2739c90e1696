import { FileText, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { FileCheck } from '#shared/contract/publish-file.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { BadLines } from './bad-lines.tsx';
import { chosenName, type ChosenFile } from './file-publisher.ts';

interface FileSummaryProps {
  chosen: ChosenFile;
  phase: string;
  uploaded: number;
  check: FileCheck | null;
  /** Lets go of the file. */
  onClear: () => void;
  /** A way to another file. */
  other: ReactNode;
}

/** Which file it is, how far the look at it is, and what was found. */
export function FileSummary({ chosen, phase, uploaded, check, onClear, other }: FileSummaryProps) {
  const [listing, setListing] = useState(false);
  const name = chosenName(chosen);
  const size = chosen.kind === 'file' ? chosen.file.size : (check?.size ?? 0);
  const isUploading = phase === 'uploading';
  const isChecking = phase === 'checking';
  return (
    <div role="group" aria-label="File" className="flex flex-none flex-col gap-1">
      <div className="flex min-w-0 items-center gap-2">
        <FileText size={14} aria-hidden className="shrink-0 text-muted" />
        <span className="mono max-w-60 truncate" title={name}>
          {name}
        </span>
        <span role="status" className="min-w-0 truncate text-muted">
          {isUploading
            ? `reading ${formatBytes(uploaded)} of ${formatBytes(size)}`
            : isChecking
              ? `checking: ${formatBytes(check?.bytesRead ?? 0)} of ${formatBytes(size)}`
              : check && <Found check={check} />}
        </span>
        {(isUploading || isChecking) && (
          <ProgressBar
            label={isUploading ? 'Read so far' : 'Checked so far'}
            className="w-24 shrink-0"
            value={isUploading ? uploaded : (check?.bytesRead ?? 0)}
            max={size}
          />
        )}
        {check?.state === 'done' && check.bad > 0 && (
          <Button variant="quiet" className="text-pending!" onClick={() => setListing(true)}>
            Show {countOf(check.bad, 'bad line')}
          </Button>
        )}
        <span className="flex-1" />
        {other}
        <Button variant="quiet" onClick={onClear}>
          {isUploading || isChecking ? 'Cancel' : 'Remove'}
        </Button>
      </div>
      {check && check.warning !== null && (
        <p className="flex gap-1.5 text-pending">
          <TriangleAlert size={14} aria-hidden className="mt-[3px] shrink-0" />
          {check.warning}
        </p>
      )}
      {check && <BadLines name={name} check={check} open={listing} onClose={() => setListing(false)} />}
    </div>
  );
}

function Found({ check }: { check: FileCheck }) {
  const { kind, messages, bad, empty, notes, size, channels, approximate, firstTime, lastTime } = check;
  return (
    <>
      {kind === 'recording' ? 'recording · ' : ''}
      <b className="font-medium text-text">{countOf(messages, 'message')}</b>
      {' · '}
      <span className={bad > 0 ? 'text-pending' : undefined}>{formatCount(bad)} bad</span>
      {empty > 0 && ` · ${formatCount(empty)} empty`}
      {notes > 1 && ` · ${countOf(notes - 1, 'note')}`}
      {` · ${formatBytes(size)}`}
      {channels !== null && ` · ${approximate ? 'about ' : ''}${countOf(channels, 'channel')}`}
      {firstTime !== null && lastTime !== null && ` · ${formatDuration(lastTime - firstTime)}`}
    </>
  );
}
