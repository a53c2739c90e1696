import type { ReactNode } from 'react';
import type { FeedRow } from './feed-rows.ts';
import { GapLine } from './gap.tsx';

/** What stands in place of the cells of a row that is not a message; undefined for a message. */
export function fullRow(utc: boolean): (row: FeedRow) => ReactNode {
  return row => {
    if (row.kind === 'gap') return <GapLine row={row} utc={utc} />;
    if (row.kind === 'left')
      return (
        <span className="block h-[23px] truncate px-2.5 font-sans text-muted">
          left the feed since it was sorted: newer messages took its place
        </span>
      );
    return undefined;
  };
}
