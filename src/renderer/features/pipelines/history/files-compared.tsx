import { useMemo } from 'react';
import type { KeptRun } from '#shared/contract/run-history.ts';
import { shownFile } from '#shared/redis/text.ts';
import { cx } from '../../../lib/class-names.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { changesOf, type ChangedLine } from './file-changes.ts';

interface FilesComparedProps {
  id: string;
  before: KeptRun;
  after: KeptRun;
}

/** What was changed in the file between two runs. */
export function FilesCompared({ id, before, after }: FilesComparedProps) {
  const isSame = before.fileHash === after.fileHash;
  const old = useEngineQuery('runHistory.file', { id, run: before.run }, { enabled: !isSame });
  const next = useEngineQuery('runHistory.file', { id, run: after.run }, { enabled: !isSame });
  const texts = old.data && next.data ? [old.data.text, next.data.text] : null;
  const [oldText = null, nextText = null] = texts ?? [];
  const parts = useMemo(
    () => (oldText === null || nextText === null ? null : changesOf(oldText, nextText)),
    [oldText, nextText],
  );
  const error = old.error ?? next.error;
  const said = isSame
    ? 'Both ran the same file.'
    : texts === null
      ? ''
      : oldText === null || nextText === null
        ? 'The file of one of them is no longer kept: those of newer runs needed the room.'
        : parts === null
          ? 'The two files have next to nothing in common.'
          : '';
  return (
    <section aria-label="What was changed in the file" className="pb-3">
      <h4 className="pb-1 font-semibold">What was changed in the file</h4>
      {error && <ErrorPanel error={error} onRetry={null} />}
      {said !== '' && <p className="text-muted">{said}</p>}
      {parts?.map((lines, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- parts of a text have no names
        <pre key={index} className="mono mb-2 overflow-x-auto rounded-md border border-line bg-bg py-1">
          {lines.map((line, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- so have its lines
            <Line key={at} {...line} />
          ))}
        </pre>
      ))}
    </section>
  );
}

const signs: Record<ChangedLine['kind'], string> = { same: ' ', added: '+', removed: '−' };

function Line({ kind, text }: ChangedLine) {
  const Mark = kind === 'added' ? 'ins' : kind === 'removed' ? 'del' : 'span';
  return (
    <Mark
      className={cx(
        'block px-2 whitespace-pre-wrap no-underline',
        kind === 'added' && 'bg-ok-bg text-ok',
        kind === 'removed' && 'bg-danger-bg text-danger',
      )}
    >
      {signs[kind]} {shownFile(text)}
    </Mark>
  );
}
