import type { ReactNode } from 'react';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { FileProgress } from './file-progress.tsx';
import { FileSummary } from './file-summary.tsx';
import type { useFileForm } from './use-file-form.ts';

interface FileStateProps {
  form: ReturnType<typeof useFileForm>;
  /** A way to another file. */
  other?: ReactNode;
}

/** The chosen file, and what becomes of it. */
export function FileState({ form, other }: FileStateProps) {
  const { publisher, problem, continueFrom } = form;
  const { chosen, phase, uploaded, check, progress, plan, sentBefore, error, clear, stop } = publisher;
  return (
    <>
      {chosen && phase !== 'empty' && (
        <FileSummary
          chosen={chosen}
          phase={phase}
          uploaded={uploaded}
          check={check}
          onClear={clear}
          other={other}
        />
      )}
      {problem !== null && (
        <p role="alert" className="flex-none text-danger">
          {problem}
        </p>
      )}
      {error && (
        <div className="flex-none">
          <ErrorPanel onRetry={null} what={error.what} error={error.error} />
        </div>
      )}
      {progress && check && plan && (
        <FileProgress
          progress={progress}
          check={check}
          timing={plan.timing}
          sentBefore={sentBefore}
          onStop={stop}
          onContinue={continueFrom}
        />
      )}
    </>
  );
}
