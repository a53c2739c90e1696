import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';
import { Shortcut } from './shortcut.tsx';
import { Tooltip } from './tooltip.tsx';

const variants = {
  plain: 'border-line bg-raised text-text hover:not-disabled:bg-hover',
  primary:
    'border-transparent bg-accent-fill text-on-accent hover:not-disabled:brightness-110 aria-disabled:brightness-100',
  /** One of several that is chosen: it is no action any more. */
  chosen: 'border-accent bg-accent-bg text-accent-text',
  quiet: 'border-transparent text-muted hover:not-disabled:bg-hover hover:not-disabled:text-text',
  danger: 'border-danger/50 bg-raised text-danger hover:not-disabled:bg-danger-bg',
  destroy: 'border-transparent bg-danger-fill text-on-danger hover:not-disabled:brightness-110',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: keyof typeof variants;
  icon?: ReactNode;
  /** Keys shown inside; the shortcut itself comes from `useAction`. */
  shortcut?: string;
  /** Something is under way: it says so and cannot be pressed again. */
  busy?: boolean;
}

const base =
  'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md border text-[12.5px]/[18px] font-medium whitespace-nowrap disabled:opacity-55';

export function Button({
  variant = 'plain',
  icon,
  shortcut,
  busy = false,
  children,
  className,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={cx(base, 'px-2.5', variants[variant], className)}
    >
      {icon}
      {children}
      {shortcut !== undefined && (
        <span className="flex max-[1100px]:hidden">
          <Shortcut keys={shortcut} plain />
        </span>
      )}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label' | 'icon'> {
  /** What it does: its name, and its tooltip. */
  label: string;
  children: ReactNode;
}

export function IconButton({
  label,
  variant = 'quiet',
  shortcut,
  children,
  className,
  busy,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        {...rest}
        disabled={rest.disabled === true || busy === true}
        aria-label={label}
        className={cx(base, 'w-7', variants[variant], className)}
      >
        {children}
      </button>
    </Tooltip>
  );
}
