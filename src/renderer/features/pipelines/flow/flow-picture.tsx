import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Flow, FlowPipeline } from '#shared/contract/flow.ts';
import { cx } from '../../../lib/class-names.ts';
import { linkTo } from '../../../lib/navigation.ts';
import { boxInDirection } from './box-in-direction.ts';
import { rateText, readerState, shortState } from './joint-words.ts';
import { layOut, type Layout, type Point } from './layout.ts';
import { itemsIn, linkOfPlace, placeName, placeNoun, type FlowPlace } from './place-words.ts';

const PIPELINE = { width: 156, height: 52 };
const PLACE = { width: 128, height: 38 };
/** Of the figures of an arrow where it meets a pipeline. */
const PORT_WIDTH = 72;
/** Around the picture, px. */
const MARGIN = 16;

const sized = (id: string, { width, height }: typeof PIPELINE) => ({ id, width, height });

/** Pipelines and the places between them, from left to right, with what goes in and out of each. */
export function FlowPicture({ flow }: { flow: Flow }) {
  const { pipelines, places, writes, reads } = flow;
  const arrows = arrowsOf(flow);
  const shape = JSON.stringify([
    pipelines.map(({ node }) => node),
    places.map(({ id }) => id),
    arrows.map(({ from, to }) => [from, to]),
  ]);
  const layout = useMemo(() => {
    const [nodes, ids, pairs] = JSON.parse(shape) as [string[], string[], [string, string][]];
    return layOut(
      [...nodes.map(id => sized(id, PIPELINE)), ...ids.map(id => sized(id, PLACE))],
      pairs.map(([from, to]) => ({ from, to })),
    );
  }, [shape]);
  const [wanted, setWanted] = useState<string | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const current = wanted !== null && layout.boxes.has(wanted) ? wanted : pipelines[0]?.node;
  const move = (event: KeyboardEvent) => {
    if (current === undefined) return;
    const next = boxInDirection(layout.boxes, current, event.key);
    if (next === null) return;
    event.preventDefault();
    setWanted(next);
    area.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(next)}"]`)?.focus();
  };
  const placed = (id: string) => {
    const { x, y } = layout.boxes.get(id)!;
    return { left: x + MARGIN, top: y + MARGIN };
  };
  const boxOf = (id: string) => ({
    'data-box': id,
    tabIndex: id === current ? 0 : -1,
    onFocus: () => setWanted(id),
    style: placed(id),
  });
  const items = (node: string) => {
    const place = places.find(({ id }) => reads.some(read => read.node === node && read.place === id));
    return place ? itemsIn(place) : (['event', 'events'] as const);
  };
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrow keys move among the links inside */}
      <div
        ref={area}
        role="group"
        aria-label="Picture of the flow"
        onKeyDown={move}
        className="relative"
        style={{ width: layout.width + 2 * MARGIN, height: layout.height + 2 * MARGIN }}
      >
        <Arrows layout={layout} arrows={arrows} />
        {pipelines.map(pipeline => (
          <PipelineBox
            key={pipeline.node}
            pipeline={pipeline}
            items={items(pipeline.node)}
            hasReads={reads.some(({ node, as }) => node === pipeline.node && as === 'events')}
            hasWrites={writes.some(({ node, what }) => node === pipeline.node && what === 'results')}
            box={boxOf(pipeline.node)}
          />
        ))}
        {places.map(place => (
          <PlaceBox key={place.id} place={place} box={boxOf(place.id)} />
        ))}
      </div>
    </div>
  );
}

interface ShownArrow {
  from: string;
  to: string;
  /** A look-up, or a joint that is not certain. */
  isDotted: boolean;
  isHeld: boolean;
}

function arrowsOf({ pipelines, writes, reads }: Flow): ShownArrow[] {
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

/** Their words stand in the list of joints. */
function Arrows({ layout, arrows }: { layout: Layout; arrows: readonly ShownArrow[] }) {
  return (
    <svg
      aria-hidden
      className="absolute inset-0"
      width={layout.width + 2 * MARGIN}
      height={layout.height + 2 * MARGIN}
      viewBox={`${-MARGIN} ${-MARGIN} ${layout.width + 2 * MARGIN} ${layout.height + 2 * MARGIN}`}
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

interface BoxProps {
  'data-box': string;
  tabIndex: number;
  onFocus: () => void;
  style: { left: number; top: number };
}

interface PipelineBoxProps {
  pipeline: FlowPipeline;
  items: readonly [string, string];
  hasReads: boolean;
  hasWrites: boolean;
  box: BoxProps;
}

function PipelineBox({ pipeline, items, hasReads, hasWrites, box }: PipelineBoxProps) {
  const { file, fileName, id, name, isOwn, state, receivedPerSecond, emittedPerSecond } = pipeline;
  const words = readerState(pipeline, items);
  const status = hasReads || state !== 'running' ? words.state : 'running';
  const { left, top } = box.style;
  const waits = shortState(pipeline);
  return (
    <>
      <a
        {...box}
        href={linkTo('pipelines', { pipeline: file, view: 'run', part: id })}
        title={isOwn ? `${name}: ${status}` : `${name}, in ${fileName}: ${status}`}
        className={cx(
          'absolute block rounded-md border px-2.5 py-1 hover:bg-hover',
          isOwn ? 'border-control bg-raised' : 'border-dashed border-line bg-bg text-muted',
        )}
        style={{ ...box.style, ...PIPELINE }}
      >
        <span className="block truncate font-semibold">{name}</span>
        <span
          className={cx(
            'block truncate text-xs/[18px]',
            words.tone === 'pending'
              ? 'text-pending'
              : words.tone === 'danger'
                ? 'text-danger'
                : 'text-muted',
          )}
        >
          {isOwn ? status : `${fileName} · ${status}`}
        </span>
      </a>
      {hasReads && (
        <Port
          style={{ left: left - PORT_WIDTH - 8, top: top + PIPELINE.height / 2 - 17, alignItems: 'flex-end' }}
        >
          <span>{rateText(receivedPerSecond)}</span>
          {waits !== '' && <span className="text-pending">{waits}</span>}
        </Port>
      )}
      {hasWrites && (
        <Port
          style={{
            left: left + PIPELINE.width + 6,
            top: top + PIPELINE.height / 2 - 17,
            alignItems: 'flex-start',
          }}
        >
          <span>{rateText(emittedPerSecond)}</span>
        </Port>
      )}
    </>
  );
}

/** The figures of an arrow where it meets a pipeline: above it, and what waits below. They stand in the list of joints as well. */
function Port({ style, children }: { style: React.CSSProperties; children: React.ReactNode }) {
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute flex flex-col gap-[3px] text-[11px]/4 whitespace-nowrap text-muted *:rounded-sm *:bg-bg"
      style={{ ...style, width: PORT_WIDTH }}
    >
      {children}
    </span>
  );
}

function PlaceBox({ place, box }: { place: FlowPlace; box: BoxProps }) {
  const link = linkOfPlace(place);
  const noun = placeNoun(place);
  const name = placeName(place);
  const content = (
    <>
      <span className="block truncate text-[11px]/4 text-muted">{noun}</span>
      <span className="mono block truncate">{name}</span>
    </>
  );
  const shared = {
    ...box,
    title: `${noun} ${name}`,
    style: { ...box.style, ...PLACE },
    className: 'absolute block rounded-[20px] border border-line bg-surface px-4 py-0.5',
  };
  return link === null ? (
    // It has nowhere to lead to, and is in the row of the arrow keys all the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="note" aria-label={`${noun} ${name}`} {...shared}>
      {content}
    </div>
  ) : (
    <a {...shared} href={link} className={cx(shared.className, 'hover:bg-hover')}>
      {content}
    </a>
  );
}
