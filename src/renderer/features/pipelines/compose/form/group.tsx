import type { ReactNode } from 'react';

/** Fields that belong together, under one heading. */
export function Group({
  label,
  hideLabel,
  hint,
  children,
}: {
  label: string;
  hideLabel: boolean;
  hint?: string | undefined;
  children: ReactNode;
}) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className={hideLabel ? 'sr-only' : 'pb-1 text-xs/[18px] font-medium text-muted'}>
        {label}
      </legend>
      {hint && <p className="text-xs/[18px] text-muted">{hint}</p>}
      {children}
    </fieldset>
  );
}

/** What is wrong with a part as a whole. */
export function Problem({ children }: { children: string }) {
  return (
    <p role="alert" className="text-xs/[18px] wrap-anywhere text-danger">
      {children}
    </p>
  );
}
