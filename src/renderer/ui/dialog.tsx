import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';
import { IconButton } from './button.tsx';
import { CloseDialog, DialogElement } from './menu-root.ts';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Under the title: what this is for. */
  description?: ReactNode;
  /** The row of buttons at the bottom. */
  footer?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/**
 * What a person came for: a field, else a button of the content, else the dialog itself; neither the button that closes nor one that is only
 * beside what is shown.
 */
const FOCUSED_FIRST = 'input:not([type=hidden]), textarea, button:not([disabled], [data-beside] *)';

/** A modal dialog. Esc and a press outside close it; focus goes back to where it came from. */
export function Dialog({ open, onClose, title, description, footer, wide = false, children }: DialogProps) {
  const [popup, setPopup] = useState<HTMLElement | null>(null);
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open={open}
      onOpenChange={next => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[#05080b]/60" />
        <Base.Popup
          ref={setPopup}
          data-modal
          initialFocus={() => body.current?.querySelector<HTMLElement>(FOCUSED_FIRST) ?? popup}
          className={cx(
            'outline-none popup fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100vh-48px)] max-w-[calc(100vw-48px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-[8px] border border-line bg-surface shadow-float',
            wide ? 'w-[680px]' : 'w-[480px]',
          )}
        >
          <div className="flex items-start gap-3 px-4 pt-3 pb-2">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-sm/6 font-semibold">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="text-muted">{description}</Base.Description>
              )}
            </div>
            <Base.Close
              render={
                <IconButton label="Close" className="-mr-1.5">
                  <X size={16} aria-hidden />
                </IconButton>
              }
            />
          </div>
          <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">
            <DialogElement value={popup}>
              <CloseDialog value={onClose}>{children}</CloseDialog>
            </DialogElement>
          </div>
          {footer !== undefined && (
            <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-2.5">
              {footer}
            </div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
