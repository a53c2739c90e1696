import { Menu as Base } from '@base-ui/react/menu';
import { createContext, use, useCallback, useRef, type ReactElement, type ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';
import { useMenuRoot } from './menu-root.ts';
import { Shortcut } from './shortcut.tsx';

/** Told by an item that is chosen whether what it does moves the focus. */
const FocusMoves = createContext((_moves: boolean) => {});

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
  const isFocusElsewhere = useRef(false);
  const focusMoves = useCallback((moves: boolean) => {
    isFocusElsewhere.current = moves;
  }, []);
  const givesFocusBack = () => {
    const gives = !isFocusElsewhere.current;
    isFocusElsewhere.current = false;
    return gives;
  };
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal container={root}>
        <Base.Positioner sideOffset={4} align={align} className="z-60">
          <Base.Popup
            finalFocus={givesFocusBack}
            className={cx(
              'popup min-w-44 rounded-md border border-line bg-raised p-1 shadow-float outline-none',
              className,
            )}
          >
            <FocusMoves value={focusMoves}>{children}</FocusMoves>
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
  /** What it does puts the focus somewhere: the menu does not give it back to its button. */
  movesFocus?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({
  icon,
  shortcut,
  danger = false,
  disabled = false,
  movesFocus = false,
  onSelect,
  children,
}: MenuItemProps) {
  const focusMoves = use(FocusMoves);
  return (
    <Base.Item
      disabled={disabled}
      onClick={() => {
        focusMoves(movesFocus);
        onSelect();
      }}
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
