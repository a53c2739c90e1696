import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';
import { useMenuRoot } from './menu-root.ts';
import { Shortcut } from './shortcut.tsx';

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: 'start' | 'end';
  children: ReactNode;
  className?: string;
}

/** Actions, or things to go to, under a button. */
export function Menu({ trigger, align = 'start', children, className }: MenuProps) {
  const root = useMenuRoot();
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal container={root}>
        <Base.Positioner sideOffset={4} align={align} className="z-60">
          <Base.Popup
            className={cx(
              'popup min-w-44 rounded-md border border-line bg-raised p-1 shadow-float outline-none',
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({
  icon,
  shortcut,
  danger = false,
  disabled = false,
  onSelect,
  children,
}: MenuItemProps) {
  return (
    <Base.Item
      disabled={disabled}
      onClick={onSelect}
      className={cx(
        'flex min-h-7 items-center gap-2 rounded-sm px-2 outline-none data-disabled:opacity-55 data-highlighted:bg-hover',
        danger && 'text-danger',
      )}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {shortcut !== undefined && <Shortcut keys={shortcut} />}
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
