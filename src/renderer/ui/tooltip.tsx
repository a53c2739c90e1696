import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Shortcut } from './shortcut.tsx';

interface TooltipProps {
  text: ReactNode;
  shortcut?: string | undefined;
  /** One element that takes the trigger's props. */
  children: ReactElement<Record<string, unknown>>;
}

/** More about something, on hover and on focus. Never the only place where a thing is said. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="popup flex max-w-80 items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-xs/[18px] shadow-float">
            {text}
            {shortcut !== undefined && <Shortcut keys={shortcut} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
