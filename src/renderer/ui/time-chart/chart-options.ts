import type { EChartsCoreOption } from 'echarts/core';
import { formatAmount } from '../../lib/format/numbers.ts';
import { formatSeconds } from '../../lib/format/times.ts';

export type ChartMode = 'stacked' | 'bars' | 'lines';

/** The colour of what stands for many together. */
export const OTHERS = 0;

export interface ChartSeries {
  name: string;
  /** 1-8, the theme's series colours, or `OTHERS`. */
  color: number;
  /** One for each bucket; null is a gap. */
  values: readonly (number | null)[];
}

interface Drawn {
  times: readonly number[];
  series: readonly ChartSeries[];
  mode: ChartMode;
  openBucket: number | null;
  utc: boolean;
  style: CSSStyleDeclaration;
}

const isWhole = (value: number | null) => value === null || Number.isInteger(value);

/** Px: the first window alone is not a wall. */
const MAX_BAR_WIDTH = 64;
const OPEN_OPACITY = 0.45;
const OPEN_SYMBOL = { symbol: 'emptyCircle', symbolSize: 6 };
/** Without it, a value between two gaps would be a line of no length. */
const LONE_SYMBOL = { symbol: 'circle', symbolSize: 5 };

/** The options of a time chart in the colours of the theme. */
export function chartOptions({ times, series, mode, openBucket, utc, style }: Drawn): EChartsCoreOption {
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = { color: color('--muted'), fontFamily: 'JetBrains Mono Variable', fontSize: 11 };
  const labels = times.map(time => formatSeconds(time, { utc }));
  const openMark = (label: string) =>
    openBucket !== null && labels[openBucket] === label ? ' · still open' : '';
  return {
    animation: false,
    textStyle: { color: color('--text') },
    grid: { left: 8, right: 12, top: 12, bottom: 8, containLabel: true },
    toolbox: { show: true, itemSize: 0, feature: { dataZoom: { yAxisIndex: 'none' } } },
    dataZoom: [{ type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: false, moveOnMouseWheel: false }],
    tooltip: {
      trigger: 'axis',
      order: 'valueDesc',
      confine: true,
      axisPointer: {
        type: mode === 'lines' ? 'line' : 'shadow',
        // It stands at the head of the values.
        label: { show: false, formatter: ({ value }: { value: string }) => `${value}${openMark(value)}` },
      },
      backgroundColor: color('--raised'),
      borderColor: color('--line'),
      textStyle: { color: color('--text'), fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? formatAmount(value) : 'no value'),
    },
    xAxis: {
      type: 'category',
      data: labels,
      axisLine: { lineStyle: { color: color('--line') } },
      axisTick: { show: false },
      axisLabel: { ...axis, hideOverlap: true, ...roundTicks(times) },
    },
    yAxis: {
      type: 'value',
      // Counts have no halves.
      minInterval: series.every(({ values }) => values.every(isWhole)) ? 1 : 0,
      axisLabel: axis,
      splitLine: { lineStyle: { color: color('--line-soft') } },
    },
    series: [
      ...series.map(({ name, color: place, values }) => ({
        name,
        type: mode === 'lines' ? 'line' : 'bar',
        ...(mode === 'stacked' && { stack: 'all' }),
        symbolSize: 0,
        showAllSymbol: true,
        connectNulls: false,
        barCategoryGap: '18%',
        barMaxWidth: MAX_BAR_WIDTH,
        itemStyle: { color: color(`--series-${place}`) },
        lineStyle: { width: 1.5 },
        data: values.map((value, index) =>
          mode === 'lines'
            ? { value, ...symbolAt(values, index, openBucket) }
            : index === openBucket
              ? { value, itemStyle: { opacity: OPEN_OPACITY } }
              : value,
        ),
      })),
      ...(mode === 'stacked' && series.length > 1 ? [totalOf(series, times.length, color('--muted'))] : []),
    ],
  };
}

/** What a stack adds up to, at the head of the values; it is not drawn, as the stack's height is it. */
function totalOf(series: readonly ChartSeries[], count: number, color: string) {
  const total = (place: number) => {
    const values = series.map(({ values: its }) => its[place] ?? null).filter(value => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  };
  return {
    name: 'total',
    type: 'line',
    symbolSize: 0,
    silent: true,
    itemStyle: { color },
    lineStyle: { width: 0 },
    data: Array.from({ length: count }, (_, place) => total(place)),
  };
}

/** Seconds between two labels, so that they stand at times that people say. */
const STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];
/** Labels of an axis, at most. */
const MOST_LABELS = 9;

/** Which of the times have a label: full minutes rather than whatever the first one is. Without seconds where all of them are full. */
export function roundTicks(times: readonly number[]): {
  interval?: (index: number) => boolean;
  formatter?: (label: string) => string;
} {
  const seconds = (times.at(-1)! - times[0]!) / 1_000;
  const step = STEPS.find(candidate => seconds / candidate <= MOST_LABELS);
  if (step === undefined) return {};
  const isRound = (time: number | undefined) => time !== undefined && time % (step * 1_000) === 0;
  // Windows that begin at odd times have none: then the chart library chooses.
  if (times.filter(isRound).length < 2) return {};
  return {
    interval: index => isRound(times[index]),
    ...(step >= 60 && { formatter: label => label.replace(/:00$/, '') }),
  };
}

function symbolAt(values: ChartSeries['values'], index: number, openBucket: number | null) {
  const isGap = (place: number) => (values[place] ?? null) === null;
  if (index === openBucket) return OPEN_SYMBOL;
  return isGap(index - 1) && isGap(index + 1) ? LONE_SYMBOL : undefined;
}
