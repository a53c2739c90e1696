import { createContext, useContext, useId, useMemo, type ComponentProps, type ReactNode } from 'react';
import { CircleAlert } from 'lucide-react';
import { cx } from '../lib/class-names.ts';

interface FieldContent {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<FieldContent | null>(null);

/** What the field around a control asks of it: id, description, validity. For controls that are not an `Input`. */
export function useField(): FieldContent | null {
  return useContext(FieldContext);
}

export interface FieldProps {
  label: string;
  /** The label is only for screen readers. */
  hideLabel?: boolean | undefined;
  hint?: ReactNode;
  /** What is wrong with the value and what is allowed; shown in place. */
  problem?: string | null | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A labelled control with its hint or its problem under it. */
export function Field({ label, hideLabel = false, hint, problem, className, children }: FieldProps) {
  const id = useId();
  const invalid = problem !== undefined && problem !== null;
  const describedBy = invalid ? `${id}-problem` : hint === undefined ? undefined : `${id}-hint`;
  const content = useMemo(() => ({ id, describedBy, invalid }), [id, describedBy, invalid]);
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-xs/[18px] font-medium text-muted'}>
        {label}
      </label>
      <FieldContext value={content}>{children}</FieldContext>
      {invalid ? (
        <p id={`${id}-problem`} role="alert" className="flex gap-1 text-xs/[18px] text-danger">
          <CircleAlert size={13} aria-hidden className="mt-[2.5px] shrink-0" />
          {problem}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-hint`} className="text-xs/[18px] text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

export interface InputProps extends ComponentProps<'input'> {
  /** For bytes, ids, addresses and commands. */
  mono?: boolean;
}

/** A one-line text input; inside a `Field` it is labelled and described by it. */
export function Input({ mono = false, className, ...rest }: InputProps) {
  const field = useContext(FieldContext);
  return (
    <input
      id={field?.id}
      aria-describedby={field?.describedBy}
      aria-invalid={field?.invalid || undefined}
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={cx(
        'h-7 w-full min-w-0 rounded-md border border-line bg-bg px-2 text-text hover:border-control aria-invalid:border-danger',
        mono && 'mono',
        className,
      )}
    />
  );
}
