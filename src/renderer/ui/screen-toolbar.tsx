import type { ReactNode } from 'react';

/** The 44 px bar at the top of every screen: its title, then what belongs to it. */
export function ScreenToolbar({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex h-11 flex-none items-center gap-2 border-b border-line bg-surface px-3">
      <h1 className="mr-1.5 text-sm font-semibold whitespace-nowrap">{title}</h1>
      {children}
    </div>
  );
}
