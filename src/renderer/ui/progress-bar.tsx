interface ProgressBarProps {
  label: string;
  /** Null: how much there is to do is not known. */
  max: number | null;
  value: number;
  className: string;
}

/** How much of something is done, as a bar in the colours of the theme. */
export function ProgressBar({ label, value, max, className }: ProgressBarProps) {
  return (
    <progress
      aria-label={label}
      className={`progress h-1.5 ${className}`}
      {...(max === null ? {} : { value, max: Math.max(1, max) })}
    />
  );
}
