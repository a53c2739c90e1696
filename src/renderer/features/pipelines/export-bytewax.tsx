import { Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { problemLine } from '#shared/pipeline/problems.ts';
import { tarOf } from '#shared/tar.ts';
import { useAction } from '../../lib/actions.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { saveFile } from '../../lib/save-file.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';

interface ExportedFile {
  id: string;
  name: string;
  /** As it is now, saved or not. */
  text: string;
}

/** The export of a file as a Bytewax project: an action, a way to ask for it, and the dialog, which has to be drawn. */
export function useBytewaxExport(file: ExportedFile): { ask: () => void; dialog: ReactNode } {
  const [isOpen, setIsOpen] = useState(false);
  const ask = () => setIsOpen(true);
  useAction({
    id: 'pipelines.exportBytewax',
    title: 'Export as a Bytewax project',
    group: 'Pipelines',
    run: ask,
  });
  const dialog = (
    <Dialog
      open={isOpen}
      onClose={() => setIsOpen(false)}
      title={`Export ${file.name} as a Bytewax project`}
      description="The same pipeline as a Python dataflow, for more than one machine. Its README says how to run it."
      wide
    >
      {isOpen && <Project {...file} />}
    </Dialog>
  );
  return { ask, dialog };
}

function Project({ id, name, text }: ExportedFile) {
  const { data, error, refetch } = useEngineQuery('pipelines.bytewaxProject', { text, name });
  if (error) return <ErrorPanel error={error} onRetry={refetch} />;
  if (!data) return <p className="text-muted">Writing the project…</p>;
  if (data.problems.length > 0)
    return (
      <div role="alert">
        <p className="pb-1 text-danger">This file cannot be carried over to Bytewax as it is:</p>
        <ul className="flex flex-col gap-1">
          {data.problems.map(problem => (
            <li key={problemLine(problem)} className="wrap-anywhere">
              {problemLine(problem)}
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <div className="flex flex-col gap-3">
      {data.guarantees.map(guarantee => (
        <p key={guarantee.name}>
          <span className="font-medium">{guarantee.name}</span>{' '}
          <span className="text-muted">{guarantee.text}</span>
        </p>
      ))}
      <div>
        <Button
          variant="primary"
          icon={<Download size={14} aria-hidden />}
          onClick={() => saveFile([tarOf(data.files, Date.now())], `${id}-bytewax.tar`, 'application/x-tar')}
        >
          Download {id}-bytewax.tar
        </Button>
      </div>
    </div>
  );
}
