import { Popover as Base } from '@base-ui/react/popover';
import { cx } from '../lib/class-names.ts';
import type { ReactElement, ReactNode } from 'react';

interface PopoverProps {
  trigger: ReactElement<Record<string, unknown>>;
  open: boolean;
  onOpen: (open: boolean) => void;
  title: string;
  wide?: boolean;
  children: ReactNode;
}

/** A small form under a button. Esc closes it. */
export function Popover({ trigger, open, onOpen, title, wide = false, children }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={next => onOpen(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align="start" className="z-50">
          <Base.Popup
            className={cx(
              'popup max-h-(--available-height) overflow-y-auto rounded-[8px] border border-line bg-raised p-3 shadow-float outline-none',
              wide ? 'w-[440px]' : 'w-[340px]',
            )}
          >
            <Base.Title className="pb-2 font-semibold">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
