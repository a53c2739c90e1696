import { useMemo } from 'react';
import type { Measurement } from '#shared/contract/measure.ts';
import { bytesText } from '#shared/redis/text.ts';
import { TimeChart } from '../../../ui/time-chart/time-chart.tsx';

const TOTAL_COLOR = 8;

interface RateChartProps {
  rates: Measurement['rates'];
  unit: 'messages' | 'bytes';
}

/** Messages or bytes per second, of all and of some channels; what could not be heard is a gap. */
export function RateChart({ rates, unit }: RateChartProps) {
  const times = useMemo(
    () => Array.from({ length: rates.seconds }, (_, second) => rates.first + second * 1_000),
    [rates],
  );
  const series = useMemo(
    () => [
      { name: 'all channels', color: TOTAL_COLOR, values: known(rates.total[unit]) },
      ...differentColors(rates.lines).map(([line, color]) => ({
        name: bytesText(line.name),
        color,
        values: known(line[unit]),
      })),
    ],
    [rates, unit],
  );
  return (
    <TimeChart
      label={unit === 'messages' ? 'Messages per second' : 'Bytes per second'}
      times={times}
      series={series}
      mode="lines"
      openBucket={null}
    />
  );
}

/** Each line in its subscription's colour, unless another line has it: channels of one pattern are to be told apart here. */
function differentColors<T extends { color: number }>(lines: readonly T[]): [line: T, color: number][] {
  const free = new Set([1, 2, 3, 4, 5, 6, 7]);
  return lines.map(line => {
    const color = free.has(line.color) ? line.color : (free.values().next().value ?? line.color);
    free.delete(color);
    return [line, color];
  });
}

function known(values: Float64Array): (number | null)[] {
  return Array.from(values, value => (Number.isNaN(value) ? null : value));
}
