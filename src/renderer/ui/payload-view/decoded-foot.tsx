import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Decoded } from '#shared/contract/decoding.ts';
import { formatExactBytes } from '../../lib/format/byte-sizes.ts';

interface DecodedFootProps {
  decoded: Decoded | undefined;
  /** Bytes of the payload as it came. */
  size: number;
  /** What it was decoded as, and the choice of something else. */
  children: ReactNode;
}

/** "decoded as gzip → JSON · 1,204 B → 8,120 B" at the bottom of a payload, and why not where it failed. */
export function DecodedFoot({ decoded, size, children }: DecodedFootProps) {
  const inside = decoded?.bytes?.length;
  return (
    <div className="flex-none border-t border-line-soft px-3 py-0.5 text-xs/[18px] text-muted">
      {decoded && decoded.problem !== null && (
        <p role="alert" className="flex items-start gap-1.5 py-1 text-danger">
          <TriangleAlert size={13} aria-hidden className="mt-0.5 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{decoded.problem} Showing the raw bytes instead.</span>
        </p>
      )}
      <div className="flex items-center gap-1.5">
        decoded as
        {children}
        <span className="ml-auto whitespace-nowrap">
          {formatExactBytes(size)}
          {inside !== undefined && ` → ${formatExactBytes(inside)}`}
        </span>
      </div>
    </div>
  );
}
