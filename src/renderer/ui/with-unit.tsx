import type { ReactNode } from 'react';

interface WithUnitProps {
  before?: string;
  after?: string;
  children: ReactNode;
}

/** A field in a row of fields with its unit, which is never parted from it. The field's label says to screen readers what the unit says to eyes. */
export function WithUnit({ before, after, children }: WithUnitProps) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {before !== undefined && <Word>{before}</Word>}
      {children}
      {after !== undefined && <Word>{after}</Word>}
    </span>
  );
}

function Word({ children }: { children: string }) {
  return (
    <span aria-hidden className="text-muted">
      {children}
    </span>
  );
}
