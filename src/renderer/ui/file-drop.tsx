import { FileUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { ErrorPanel } from './error-panel.tsx';

interface FileDropProps {
  onFile: (file: File) => void;
  /** What dropping it does. */
  title: string;
  hint: string;
}

/** While a file is dragged over the window, says what dropping it does, and takes it. */
export function FileDrop({ onFile, title, hint }: FileDropProps) {
  const [isOver, setIsOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    /** Entered and not left: the parts of the page are entered and left one after the other. */
    let depth = 0;
    const over = (entered: number) => {
      depth = Math.max(0, entered);
      setIsOver(depth > 0);
    };
    const whenFiles = (act: (event: DragEvent) => void) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      act(event);
    };
    const listeners = {
      dragenter: whenFiles(() => over(depth + 1)),
      dragleave: whenFiles(() => over(depth - 1)),
      dragover: whenFiles(event => (event.dataTransfer!.dropEffect = 'copy')),
      drop: whenFiles(event => {
        over(0);
        const taken = droppedFile(event.dataTransfer!);
        setProblem(typeof taken === 'string' ? taken : null);
        if (typeof taken !== 'string') onFile(taken);
      }),
    };
    for (const [name, listener] of Object.entries(listeners))
      window.addEventListener(name as 'drop', listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name as 'drop', listener);
    };
  }, [onFile]);
  return (
    <>
      {problem !== null && (
        <div className="flex-none border-b border-line bg-surface p-2">
          <ErrorPanel onRetry={null} what="The file was not accepted." error={{ message: problem }}>
            <Button variant="quiet" onClick={() => setProblem(null)}>
              Dismiss
            </Button>
          </ErrorPanel>
        </div>
      )}
      {isOver && (
        <div className="pointer-events-none fixed inset-0 z-50 flex bg-bg/80 p-6">
          <div
            role="status"
            className="m-auto flex h-full w-full flex-col items-center justify-center gap-2 rounded-lg border-2 border-dashed border-accent"
          >
            <FileUp size={28} aria-hidden className="text-accent-text" />
            <p className="text-sm/6 font-semibold">{title}</p>
            <p className="text-muted">{hint}</p>
          </div>
        </div>
      )}
    </>
  );
}

/** The file that was dropped, or why it is none. */
function droppedFile({ items, files }: DataTransfer): File | string {
  const [item] = items;
  if (item?.webkitGetAsEntry()?.isDirectory === true) return 'This is a folder. Drop a file.';
  const [file] = files;
  if (!file) return 'What you dropped is not a file.';
  return files.length > 1 ? `These are ${files.length} files. Drop one at a time.` : file;
}
