import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Flow } from '#shared/contract/flow.ts';
import { boxInDirection } from './box-in-direction.ts';
import { arrowsOf, FlowArrows } from './flow-arrows.tsx';
import { PIPELINE, PipelineBox, PLACE, PlaceBox, type BoxProps } from './flow-boxes.tsx';
import { layOut } from './layout.ts';
import { itemsIn } from './place-words.ts';

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
  const boxOf = (id: string): BoxProps => ({
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
        <FlowArrows layout={layout} arrows={arrows} place={{ left: MARGIN, top: MARGIN }} />
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
