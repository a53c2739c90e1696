import { useMemo } from 'react';
import type { Measurement } from '#shared/contract/measure.ts';
import { bytesText } from '#shared/redis/text.ts';
import { TimeChart } from '../../../ui/time-chart/time-chart.tsx';
import type { ColorOf } from '../feed/channel-colors.ts';

/** It stands for no channel. */
const TOTAL_COLOR = 0;

interface RateChartProps {
  rates: Measurement['rates'];
  unit: 'messages' | 'bytes';
  colorOf: ColorOf;
}

/** Messages or bytes per second, of all and of some channels; what could not be heard is a gap. */
export function RateChart({ rates, unit, colorOf }: RateChartProps) {
  const times = useMemo(
    () => Array.from({ length: rates.seconds }, (_, second) => rates.first + second * 1_000),
    [rates],
  );
  const series = useMemo(
    () => [
      { name: 'all channels', color: TOTAL_COLOR, values: known(rates.total[unit]) },
      ...rates.lines.map(line => {
        const name = bytesText(line.name);
        // Here a channel and the sharded channel of its name are one.
        const color = colorOf({ channel: name, sharded: false }) ?? colorOf({ channel: name, sharded: true });
        return { name, color: color ?? line.color, values: known(line[unit]) };
      }),
    ],
    [rates, unit, colorOf],
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

function known(values: Float64Array): (number | null)[] {
  return Array.from(values, value => (Number.isNaN(value) ? null : value));
}
