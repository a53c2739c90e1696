import type { ReactNode } from 'react';
import { CommandLine } from './command-line.tsx';

interface EmptyStateProps {
  icon?: ReactNode;
  /** What would appear here. */
  title: string;
  children?: ReactNode;
  /** The one button that makes it appear. */
  action?: ReactNode;
  /** The equivalent command, as redis-cli text. */
  command?: string;
}

/** Teaches what belongs into an empty place. */
export function EmptyState({ icon, title, children, action, command }: EmptyStateProps) {
  return (
    <div className="m-auto flex w-full max-w-[440px] flex-col items-center gap-3 p-6 text-center">
      {icon !== undefined && (
        <div className="flex size-9 items-center justify-center rounded-full bg-accent-bg text-accent-text">
          {icon}
        </div>
      )}
      <div>
        <p className="text-sm/6 font-semibold">{title}</p>
        {children !== undefined && <div className="text-muted">{children}</div>}
      </div>
      {action}
      {command !== undefined && (
        <div className="w-full text-left">
          <p className="pb-1 text-xs/[18px] text-muted">or with redis-cli</p>
          <CommandLine text={command} />
        </div>
      )}
    </div>
  );
}
