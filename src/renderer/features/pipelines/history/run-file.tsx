import type { KeptRun } from '#shared/contract/run-history.ts';
import { shownFile } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';

interface RunFileProps {
  id: string;
  run: KeptRun;
  /** What the file says now. */
  savedText: string | undefined;
}

/** The file that a run ran. */
export function RunFile({ id, run, savedText }: RunFileProps) {
  const { data, error } = useEngineQuery('runHistory.file', { id, run: run.run });
  const text = data?.text ?? null;
  return (
    <section aria-label="The file that it ran">
      <div className="flex items-center gap-2 pb-1">
        <h4 className="font-semibold">The file that it ran</h4>
        {text !== null && (
          <>
            <span className="text-muted">
              {text === savedText ? 'as it is saved now' : 'not as it is saved now'}
            </span>
            <CopyButton text={text} label="Copy the file" />
          </>
        )}
      </div>
      {error && <ErrorPanel error={error} onRetry={null} />}
      {data && text === null && (
        <p className="text-muted">It is no longer kept: the files of newer runs needed the room.</p>
      )}
      {text !== null && (
        <pre className="mono rounded-md border border-line bg-bg p-2 wrap-anywhere whitespace-pre-wrap">
          {shownFile(text)}
        </pre>
      )}
    </section>
  );
}
