import { CircleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

interface ErrorPanelProps {
  error: { message: string; detail?: MillraceError['detail'] };
  /** What failed, when the message does not say: "Publishing to orders failed." */
  what?: string;
  /** Does it again; `itself` where that happens without a press, null where it would be of no use or could do something twice. */
  onRetry: (() => unknown) | 'itself' | null;
  /** What else a person can do: a button. */
  children?: ReactNode;
}

/** What failed, why and what to do, where it happened; the raw reply one press away. */
export function ErrorPanel({ error, what, onRetry, children }: ErrorPanelProps) {
  const [showsRaw, setShowsRaw] = useState(false);
  const raw = rawText(error.detail);
  return (
    <div role="alert" className="rounded-md border border-danger/50 bg-danger-bg px-2.5 py-2 text-text">
      <div className="flex items-start gap-2">
        <CircleAlert size={15} aria-hidden className="mt-[2.5px] shrink-0 text-danger" />
        <div className="min-w-0 flex-1 wrap-break-word">
          {what !== undefined && <span className="font-medium">{what} </span>}
          {error.message}
          {onRetry === 'itself' && <span className="text-muted"> Trying again…</span>}
        </div>
        {raw !== null && (
          <button
            type="button"
            aria-expanded={showsRaw}
            className="shrink-0 text-xs/5 text-text underline underline-offset-2"
            onClick={() => setShowsRaw(!showsRaw)}
          >
            {showsRaw ? 'Hide raw reply' : 'Raw reply'}
          </button>
        )}
        {typeof onRetry === 'function' && <Button onClick={() => void onRetry()}>Try again</Button>}
        {children}
      </div>
      {showsRaw && raw !== null && (
        <div className="mt-2 flex items-start gap-1">
          <pre className="mono min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere">{raw}</pre>
          <CopyButton text={raw} label="Copy the raw reply" />
        </div>
      )}
    </div>
  );
}

function rawText(detail: Record<string, unknown> | undefined): string | null {
  if (!detail) return null;
  const lines = Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return lines.length === 0 ? null : lines.join('\n');
}
