import type { KeptRun } from '#shared/contract/run-history.ts';
import { formatSeconds } from '../../../lib/format/times.ts';
import { UNKNOWN } from '../../../lib/format/numbers.ts';
import { useSettings } from '../../../lib/settings.ts';
import { differenceText, figuresOf, percentText } from './run-figures.ts';

interface FiguresTableProps {
  /** Its id. */
  pipeline: string;
  name: string;
  /** One, or two to be compared. */
  runs: readonly KeptRun[];
}

/** What a pipeline has counted in a run, or in two and how they differ. */
export function FiguresTable({ pipeline, name, runs }: FiguresTableProps) {
  const { utc } = useSettings();
  const [first, second] = runs;
  if (!first) return null;
  const others = second && figuresOf(second, pipeline);
  const titles = runs.map(({ startedAt }) => formatSeconds(startedAt, { utc }));
  return (
    <table aria-label={`Figures of ${name}`} className="mb-3 w-full max-w-2xl">
      <thead>
        <tr className="border-b border-line text-xs/[18px] text-muted">
          <th scope="col" className="text-left font-normal">
            {name}
          </th>
          {(second ? [...titles, 'difference', '%'] : ['in this run']).map(title => (
            <th key={title} scope="col" className="pl-3 text-right font-normal">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figuresOf(first, pipeline).map((figure, index) => {
          const { name: title, value, format } = figure;
          const other = others?.[index]?.value ?? null;
          const cells = others
            ? [
                shown(value, format),
                shown(other, format),
                differenceText(figure, other),
                percentText(figure, other),
              ]
            : [shown(value, format)];
          return (
            <tr key={title} className="border-b border-line-soft">
              <th
                scope="row"
                className={`text-left font-normal text-muted ${title.startsWith('of these') ? 'pl-3' : ''}`}
              >
                {title}
              </th>
              {cells.map((cell, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- columns stay
                <td key={at} className="pl-3 text-right whitespace-nowrap tabular-nums">
                  {cell}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function shown(value: number | null, format: (value: number) => string): string {
  return value === null ? UNKNOWN : format(value);
}
