import type { ChannelFigures } from '#shared/contract/measure.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatCount } from '../../../lib/format/numbers.ts';

interface SizeHistogramProps {
  classes: ChannelFigures['sizeClasses'];
  messages: number;
}

/** How many payloads are how large. */
export function SizeHistogram({ classes, messages }: SizeHistogramProps) {
  if (messages === 0) return null;
  const most = Math.max(...classes.map(each => each.messages));
  return (
    <table aria-label="Payload sizes" className="w-full">
      <thead className="sr-only">
        <tr>
          <th scope="col">Up to</th>
          <th scope="col">Share</th>
          <th scope="col">Messages</th>
        </tr>
      </thead>
      <tbody>
        {classes.map(({ from, to, messages: count }) => (
          <tr key={to}>
            <th
              scope="row"
              className="w-20 pr-2 text-right font-normal whitespace-nowrap text-muted"
              title={`above ${from} B, up to ${to} B`}
            >
              ≤ {formatBytes(to)}
            </th>
            <td aria-label={`${((count / messages) * 100).toFixed(1)} %`}>
              <div
                className="h-2.5 min-w-px rounded-xs bg-accent-fill"
                style={{ width: `${(count / most) * 100}%` }}
              />
            </td>
            <td className="w-24 pl-2 text-right tabular-nums">{formatCount(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
