import type { ChannelFigures, Percentiles } from '#shared/contract/measure.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount, UNKNOWN } from '../../../lib/format/numbers.ts';

interface FiguresTableProps {
  figures: Omit<ChannelFigures, 'name' | 'color' | 'since'>;
}

/** How far apart messages are, and how large. */
export function FiguresTable({ figures }: FiguresTableProps) {
  return (
    <PercentileTable
      label="Percentiles"
      rows={[
        { name: 'between messages', values: figures.gaps, format: formatPause },
        { name: 'payload size', values: figures.sizes, format: formatBytes },
      ]}
    />
  );
}

interface PercentileTableProps {
  label: string;
  rows: readonly {
    name: string;
    values: Percentiles;
    format: (value: number | null) => string;
  }[];
}

export function PercentileTable({ label, rows }: PercentileTableProps) {
  return (
    <table aria-label={label} className="w-full">
      <thead>
        <tr className="text-xs/[18px] text-muted">
          <th scope="col">
            <span className="sr-only">what</span>
          </th>
          {['p50', 'p90', 'p99', 'max', 'of'].map(title => (
            <th key={title} scope="col" className="pl-2 text-right font-normal">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, values, format }) => (
          <tr key={name}>
            <th scope="row" className="text-left font-normal text-muted">
              {name}
            </th>
            {[values.p50, values.p90, values.p99, values.max].map((value, index) => (
              <td key={index} className="pl-2 text-right whitespace-nowrap tabular-nums">
                {format(value)}
              </td>
            ))}
            <td className="pl-2 text-right text-muted tabular-nums">{formatCount(values.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Reception is stamped in whole milliseconds: what is shorter reads 0. */
function formatPause(ms: number | null): string {
  return ms === null ? UNKNOWN : ms < 1 ? '<1 ms' : formatDuration(ms);
}
