import type { ReactNode } from 'react';

interface SelectableRowsProps {
  /** Space on the grid: the active row, with Shift everything from the last one up to it. */
  onMark: (extend: boolean) => void;
  /** Delete on the grid; null where nothing is deleted. */
  onDelete: (() => void) | null;
  children: ReactNode;
}

/** Around a grid whose rows can be picked. */
export function SelectableRows({ onMark, onDelete, children }: SelectableRowsProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys are those of the grid inside
    <div
      className="flex min-h-0 min-w-0 flex-1 flex-col [&_.grid-row:has(input:checked)]:bg-accent-bg"
      onKeyDown={event => {
        if (!(event.target instanceof Element) || event.target.role !== 'grid') return;
        if (event.key === ' ') onMark(event.shiftKey);
        else if (event.key === 'Delete' && onDelete) onDelete();
        else return;
        event.preventDefault();
      }}
    >
      {children}
    </div>
  );
}
