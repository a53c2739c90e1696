import { countOf } from '../../../lib/format/numbers.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { DestructiveDialog } from '../../../ui/destructive-dialog.tsx';

interface ForgetRunsProps {
  /** Of the file. */
  id: string;
  /** Null: all of them. */
  run: string | null;
  open: boolean;
  /** How many there are. */
  count: number;
  onClose: () => void;
  onForgotten?: () => void;
}

/** Asks, and forgets one run of a file, or all. */
export function ForgetRuns({ id, run, open, count, onClose, onForgotten }: ForgetRunsProps) {
  const { run: ask, status } = useQueryCall('runHistory.forget');
  const forget = async () => {
    if (!(await ask(run === null ? { id } : { id, run }))) return;
    onClose();
    onForgotten?.();
  };
  return (
    <DestructiveDialog
      open={open}
      onClose={onClose}
      title={run === null ? 'Forget the history of this pipeline?' : 'Forget this run?'}
      consequence={
        run === null
          ? `${countOf(count, 'run')} with their figures and files are deleted. What they have written to Redis stays, and so does the pipeline.`
          : 'Its figures and the file that it ran are deleted. What it has written to Redis stays.'
      }
      act={run === null ? `Forget ${countOf(count, 'run')}` : 'Forget the run'}
      productionName={null}
      busy={status.state === 'running'}
      error={status.state === 'failed' ? status.error : null}
      onConfirm={() => void forget()}
    />
  );
}
