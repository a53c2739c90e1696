import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

interface EditorFieldProps {
  label: string;
  hideLabel: boolean;
  hint: string | undefined;
  /** What is wrong with what it holds; null where nothing is. */
  problem: string | null;
  /** The editor, which has the label as its name. */
  children: ReactNode;
}

/** A field whose text is written in an editor: its label above it, its hint or what is wrong below. */
export function EditorField({ label, hideLabel, hint, problem, children }: EditorFieldProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className={hideLabel ? 'sr-only' : 'text-xs/[18px] font-medium text-muted'}>{label}</span>
      {children}
      {problem === null ? (
        hint && <p className="text-xs/[18px] text-muted">{hint}</p>
      ) : (
        <p role="alert" className="flex gap-1 text-xs/[18px] text-danger">
          <CircleAlert size={13} aria-hidden className="mt-[2.5px] shrink-0" />
          <span className="min-w-0 wrap-anywhere">{problem}</span>
        </p>
      )}
    </div>
  );
}
