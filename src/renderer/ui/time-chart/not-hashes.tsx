import { TriangleAlert } from 'lucide-react';
import { countOf, formatCount } from '../../lib/format/numbers.ts';

const SHOWN = 5;

/** Says which keys of a chart cannot be drawn, because they are of another type. */
export function NotHashes({ keys }: { keys: readonly string[] }) {
  if (keys.length === 0) return null;
  const shown = keys.slice(0, SHOWN);
  const others = keys.length - shown.length;
  return (
    <p role="status" className="flex gap-1.5 text-xs/[18px] wrap-anywhere text-pending">
      <TriangleAlert size={13} aria-hidden className="mt-[2.5px] shrink-0" />
      <span>
        {`${countOf(keys.length, 'key is not a hash, so it is', 'keys are not hashes, so they are')} not drawn: `}
        <span className="mono">{shown.join(', ')}</span>
        {others > 0 && ` and ${formatCount(others)} more`}
      </span>
    </p>
  );
}
