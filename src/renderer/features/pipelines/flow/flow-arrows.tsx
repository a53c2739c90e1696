import type { Flow } from '#shared/contract/flow.ts';
import type { Layout, Point } from './layout.ts';

/** An arrow from a pipeline to a place, or from a place to a pipeline. */
export interface FlowArrow {
  from: string;
  to: string;
  /** A look-up, or a joint that is not certain. */
  isDotted: boolean;
  /** Its reader is behind. */
  isHeld: boolean;
}

/** Arrows of a flow, always in the same order. */
export function arrowsOf({ pipelines, writes, reads }: Flow): FlowArrow[] {
  const held = new Set(
    pipelines
      .filter(
        ({ pressure: { state } }) => state === 'falls-behind' || state === 'is-behind' || state === 'loses',
      )
      .map(({ node }) => node),
  );
  return [
    ...writes.map(({ node, place, what }) => ({
      from: node,
      to: place,
      isDotted: what !== 'results',
      isHeld: false,
    })),
    ...reads.map(({ node, place, as, may }) => ({
      from: place,
      to: node,
      isDotted: may || as === 'lookup',
      isHeld: as === 'events' && held.has(node),
    })),
  ];
}

interface FlowArrowsProps {
  layout: Layout;
  /** Those of the layout, in its order. */
  arrows: readonly FlowArrow[];
  /** Of the layout's left upper corner, px. */
  place: { left: number; top: number };
}

/** Who writes where, and who reads there. The list of joints says the same in words. */
export function FlowArrows({ layout, arrows, place }: FlowArrowsProps) {
  return (
    <svg
      aria-hidden
      className="absolute overflow-visible"
      style={place}
      width={layout.width}
      height={layout.height}
    >
      {layout.arrows.map(({ points }, index) => {
        const { isDotted, isHeld } = arrows[index]!;
        const { x, y } = points.at(-1)!;
        return (
          <g key={index} className={isHeld ? 'text-pending' : 'text-control'}>
            <path
              d={pathOf(points)}
              fill="none"
              stroke="currentColor"
              strokeWidth={isHeld ? 2 : 1.25}
              strokeDasharray={isDotted ? '3 4' : undefined}
            />
            <path d={`M${x} ${y}l-7 -4v8z`} fill="currentColor" />
          </g>
        );
      })}
    </svg>
  );
}

/** Level at each point. */
function pathOf([first, ...rest]: readonly Point[]): string {
  let before = first!;
  const parts = rest.map(point => {
    const middle = (before.x + point.x) / 2;
    const bend = point.x >= before.x ? [middle, middle] : [before.x + 40, point.x - 40];
    const part = `C${bend[0]} ${before.y} ${bend[1]} ${point.y} ${point.x} ${point.y}`;
    before = point;
    return part;
  });
  return `M${first!.x} ${first!.y}${parts.join('')}`;
}
