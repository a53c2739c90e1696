import type { ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';

interface BannerProps {
  icon: ReactNode;
  /** It is good to know, and nothing is wrong. */
  quiet?: boolean;
  action?: ReactNode;
  children: ReactNode;
}

/** A line above every screen. */
export function Banner({ icon, quiet = false, action, children }: BannerProps) {
  return (
    <div
      role="status"
      className={cx(
        'flex min-h-9 flex-none items-center gap-2 border-b border-line px-3 py-1',
        quiet ? 'bg-pending-bg text-pending' : 'bg-danger-bg text-danger',
      )}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {action}
    </div>
  );
}
