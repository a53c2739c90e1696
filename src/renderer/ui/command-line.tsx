import { SquareTerminal } from 'lucide-react';
import { useContext } from 'react';
import { cx } from '../lib/class-names.ts';
import { bringToConsole } from '../lib/console-pane.ts';
import { IconButton } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { CloseDialog } from './menu-root.ts';

/** Longer commands are shown cut; copied they are whole. */
const SHOWN_CHARACTERS = 2_000;

interface CommandLineProps {
  /** redis-cli text, one command per line. Made only when copied where it is given as a function, with `shown` as its face. */
  text: string | (() => string);
  shown?: string;
  /** One line, cut where it does not fit. */
  oneLine?: boolean;
  /** As high as it is: what is around it scrolls. */
  whole?: boolean;
}

/** The command behind an action: it can be copied as redis-cli text, or opened in the console, which closes the dialog that it is in. */
export function CommandLine({ text, shown, oneLine = false, whole = false }: CommandLineProps) {
  const closeDialog = useContext(CloseDialog);
  const face = shown ?? (typeof text === 'string' ? text : '');
  return (
    <div data-beside="" className="flex min-w-0 items-start rounded-md border border-line bg-bg">
      <code
        title={oneLine ? face.slice(0, SHOWN_CHARACTERS) : undefined}
        className={cx(
          'mono block min-w-0 flex-1 px-2.5 py-[4px]',
          oneLine ? 'truncate' : 'whitespace-pre-wrap wrap-anywhere',
          !oneLine && !whole && 'max-h-40 overflow-y-auto',
        )}
      >
        {face.length > SHOWN_CHARACTERS ? `${face.slice(0, SHOWN_CHARACTERS)}…` : face}
      </code>
      <CopyButton text={text} label="Copy the command" />
      <IconButton
        label="Open in the console"
        onClick={() => {
          closeDialog?.();
          bringToConsole(typeof text === 'string' ? text : text());
        }}
      >
        <SquareTerminal size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
