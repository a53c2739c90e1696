import { BarChart, LineChart } from 'echarts/charts';
import { DataZoomComponent, GridComponent, ToolboxComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { Download, Image, Table2 } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { formatAmount } from '../../lib/format/numbers.ts';
import { formatTime } from '../../lib/format/times.ts';
import { useSettings } from '../../lib/settings.ts';
import { useShownTheme } from '../../lib/theme.ts';
import { cx } from '../../lib/class-names.ts';
import { IconButton } from '../button.tsx';
import { Swatch } from '../swatch.tsx';
import { saveFile } from '../../lib/save-file.ts';
import { chartCsv } from './chart-csv.ts';
import { chartImage } from './chart-image.ts';
import { ChartTable } from './chart-table.tsx';
import { chartOptions, type ChartMode, type ChartSeries } from './chart-options.ts';

use([
  BarChart,
  LineChart,
  GridComponent,
  TooltipComponent,
  DataZoomComponent,
  ToolboxComponent,
  CanvasRenderer,
]);

const MAX_TABLE_ROWS = 200;

interface TimeChartProps {
  /** What it shows, for screen readers and as the name of a file. */
  label: string;
  /** Starts of the buckets, milliseconds since the Unix epoch, ascending. */
  times: readonly number[];
  series: readonly ChartSeries[];
  mode: ChartMode;
  /** Index of the bucket that is still being filled; drawn paler. */
  openBucket: number | null;
}

/** Values over time: crosshair with the values sorted, zoom by drag (double-click resets), PNG, CSV and a table of the same data. */
export const TimeChart = memo(function TimeChart({ label, times, series, mode, openBucket }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => series.filter(({ name }) => !hidden.has(name)), [series, hidden]);
  const { utc } = useSettings();
  const theme = useShownTheme();

  useEffect(() => {
    const made = init(box.current, undefined, { renderer: 'canvas' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current!);
    made.getZr().on('dblclick', () => made.dispatchAction({ type: 'dataZoom', start: 0, end: 100 }));
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(
      chartOptions({ times, series: shown, mode, openBucket, utc, style: getComputedStyle(box.current!) }),
      {
        replaceMerge: ['series'],
        lazyUpdate: true,
      },
    );
    // Dragging zooms without a button to press first.
    chart.current?.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'dataZoomSelect',
      dataZoomSelectActive: true,
    });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the colours are read from the theme's variables
  }, [times, shown, mode, openBucket, utc, theme]);

  return (
    <figure aria-label={label} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex flex-none items-start gap-2 px-3 pt-1">
        <ul
          aria-label="Series"
          className="flex max-h-20 min-w-0 flex-1 flex-wrap gap-1 overflow-y-auto py-0.5"
        >
          {series.map(({ name, color }) => (
            <li key={name}>
              <button
                type="button"
                aria-pressed={!hidden.has(name)}
                onClick={() => setHidden(toggled(hidden, name))}
                className={cx(
                  'mono inline-flex h-[22px] max-w-60 items-center gap-1.5 rounded-full border border-line px-2 hover:bg-hover',
                  hidden.has(name) && 'text-muted line-through',
                )}
              >
                <Swatch color={color} />
                <span className="truncate">{name}</span>
              </button>
            </li>
          ))}
        </ul>
        <div className="flex flex-none">
          <IconButton
            label={asTable ? 'Show as a chart' : 'Show as a table'}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            <Table2 size={14} aria-hidden />
          </IconButton>
          <IconButton
            label="Export as PNG"
            onClick={() => {
              const style = getComputedStyle(box.current!);
              save(`${label}.png`, chartImage(chart.current!, { title: label, series: shown, style }));
            }}
          >
            <Image size={14} aria-hidden />
          </IconButton>
          <IconButton
            label="Export as CSV"
            onClick={() => saveFile([chartCsv(times, series)], `${label}.csv`, 'text/csv')}
          >
            <Download size={14} aria-hidden />
          </IconButton>
        </div>
      </div>
      <div ref={box} aria-hidden className="min-h-0 flex-1" hidden={asTable} />
      {asTable ? (
        <ChartTable label={label} times={times} series={series} utc={utc} />
      ) : (
        <HiddenTable label={label} times={times} series={series} utc={utc} />
      )}
    </figure>
  );
});

/** What is drawn, for those who do not see it. */
function HiddenTable({
  label,
  times,
  series,
  utc,
}: Pick<TimeChartProps, 'label' | 'times' | 'series'> & { utc: boolean }) {
  const from = Math.max(0, times.length - MAX_TABLE_ROWS);
  return (
    <div className="sr-only" role="group" aria-label={`${label}: values`}>
      <table>
        <thead>
          <tr>
            <th>time</th>
            {series.map(({ name }) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.slice(from).map((time, index) => (
            <tr key={time}>
              <td>{formatTime(time, { utc })}</td>
              {series.map(({ name, values }) => (
                <td key={name}>{formatAmount(values[from + index])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}

function save(name: string, url: string): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
