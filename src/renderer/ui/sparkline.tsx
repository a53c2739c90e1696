import { memo } from 'react';

interface SparklineProps {
  /** Oldest first, evenly spaced. */
  values: ArrayLike<number>;
  /** A CSS colour. */
  color: string;
  width: number;
  height: number;
  /** What is drawn, in words; without it the drawing is decoration. */
  label?: string;
  /** The value at the top; a little more than the largest one unless given. */
  max?: number;
}

/** A steady value is a line, not a full box. */
const HEADROOM = 1.25;

/**
 * The points of a line through values in a box, from 0 at the bottom to `max` at the top, px. Those inside a level stretch are left out: a
 * line on which nothing happens is the same line however many values it is made of, and is not drawn again for one more.
 */
export function sparklinePoints(
  values: ArrayLike<number>,
  width: number,
  height: number,
  max: number,
): [x: number, y: number][] {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const scale = max > 0 ? (height - 2) / max : 0;
  const points = Array.from(values, (value, index): [number, number] => [
    round(index * step),
    round(height - 1 - value * scale),
  ]);
  return points.filter(([, y], index) => y !== points[index - 1]?.[1] || y !== points[index + 1]?.[1]);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export const Sparkline = memo(function Sparkline({
  values,
  color,
  width,
  height,
  label,
  max,
}: SparklineProps) {
  const top = max ?? Math.max(0, ...Array.from(values)) * HEADROOM;
  const line = sparklinePoints(values, width, height, top)
    .map(([x, y]) => `${x},${y}`)
    .join(' ');
  return (
    <svg
      width="100%"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
      className="block"
    >
      <polygon points={`0,${height} ${line} ${width},${height}`} fill={color} opacity={0.16} />
      <polyline
        points={line}
        fill="none"
        stroke={color}
        strokeWidth={1.25}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
});
