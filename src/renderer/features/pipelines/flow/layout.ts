/** A thing of a picture, by its size in px. */
interface Box {
  id: string;
  width: number;
  height: number;
}

interface Arrow {
  from: string;
  to: string;
}

export interface Point {
  x: number;
  y: number;
}

/** Where boxes stand (their left upper corners), and by which points the arrows go, in the order in which they were given. */
export interface Layout {
  width: number;
  height: number;
  boxes: ReadonlyMap<string, Point>;
  arrows: readonly { points: readonly Point[]; isBack: boolean }[];
}

/** Between two layers: there is room for a rate on each of two ends. */
const ACROSS = 84;
const BELOW = 20;
/** Of an arrow that leads past a layer. */
const PASSING = 10;
const SWEEPS = 4;

interface Item extends Box {
  layer: number;
  y: number;
  before: Item[];
  after: Item[];
}

/**
 * Boxes in layers from left to right, each behind those whose arrows lead to it; arrows that would lead back go below all of them. The same boxes give the
 * same picture, whatever the figures on them.
 */
export function layOut(boxes: readonly Box[], arrows: readonly Arrow[]): Layout {
  const items = new Map(
    boxes.map(({ id, width, height }): [string, Item] => [
      id,
      { id, width, height, layer: 0, y: 0, before: [], after: [] },
    ]),
  );
  const back = backArrows(boxes, arrows);
  const forward = arrows.filter(arrow => !back.has(arrow));
  setLayers(items, forward);
  const layers: Item[][] = [];
  for (const item of items.values()) (layers[item.layer] ??= []).push(item);
  const chains = new Map(forward.map(arrow => [arrow, chainOf(arrow, items, layers)]));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForth = sweep % 2 === 0;
    for (const layer of isForth ? layers : layers.toReversed()) arrange(layer, isForth ? 'before' : 'after');
  }
  const all = layers.flat();
  const top = Math.min(0, ...all.map(({ y }) => y));
  const widths = layers.map(layer => Math.max(...layer.map(({ width }) => width)));
  const left = widths.map((_, index) =>
    widths.slice(0, index).reduce((sum, width) => sum + width + ACROSS, 0),
  );
  const bottom = Math.max(0, ...all.map(({ y, height }) => y + height)) - top;
  const middle = (item: Item) => item.y - top + item.height / 2;
  let lowest = bottom;
  return {
    boxes: new Map([...items].map(([id, item]) => [id, { x: left[item.layer]!, y: item.y - top }])),
    arrows: arrows.map(arrow => {
      const chain = chains.get(arrow);
      if (chain) return { points: pointsOf(chain, left, widths, middle), isBack: false };
      const [from, to] = [items.get(arrow.from)!, items.get(arrow.to)!];
      lowest += BELOW;
      const right = left[from.layer]! + from.width;
      const start = left[to.layer]!;
      const turn = ACROSS / 4;
      return {
        points: [
          { x: right, y: middle(from) },
          { x: right + turn, y: lowest },
          { x: start - turn, y: lowest },
          { x: start, y: middle(to) },
        ],
        isBack: true,
      };
    }),
    width: (left.at(-1) ?? 0) + (widths.at(-1) ?? 0),
    height: lowest,
  };
}

/** Those that close a way round, going by the order of the boxes. */
function backArrows(boxes: readonly Box[], arrows: readonly Arrow[]): Set<Arrow> {
  const back = new Set<Arrow>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string) => {
    state.set(id, 'open');
    for (const arrow of arrows) {
      if (arrow.from !== id) continue;
      if (state.get(arrow.to) === 'open') back.add(arrow);
      else if (!state.has(arrow.to)) visit(arrow.to);
    }
    state.set(id, 'done');
  };
  const isReached = new Set(arrows.map(({ to }) => to));
  const first = boxes.filter(({ id }) => !isReached.has(id));
  for (const { id } of [...first, ...boxes]) if (!state.has(id)) visit(id);
  return back;
}

/** Each behind all that lead to it; what nothing leads to stands right before what it leads to. */
function setLayers(items: ReadonlyMap<string, Item>, forward: readonly Arrow[]): void {
  for (let isMoving = true; isMoving;) {
    isMoving = false;
    for (const { from, to } of forward) {
      const [a, b] = [items.get(from)!, items.get(to)!];
      if (b.layer > a.layer) continue;
      b.layer = a.layer + 1;
      isMoving = true;
    }
  }
  for (const item of items.values()) {
    if (forward.some(({ to }) => to === item.id)) continue;
    const next = forward.filter(({ from }) => from === item.id).map(({ to }) => items.get(to)!.layer);
    if (next.length > 0) item.layer = Math.min(...next) - 1;
  }
}

/** The boxes at the ends of an arrow with a place to pass through each layer between them. */
function chainOf({ from, to }: Arrow, items: ReadonlyMap<string, Item>, layers: Item[][]): Item[] {
  const [first, last] = [items.get(from)!, items.get(to)!];
  const chain = [first];
  for (let layer = first.layer + 1; layer < last.layer; layer++) {
    const passing = { id: '', width: 0, height: PASSING, layer, y: 0, before: [], after: [] };
    layers[layer]!.push(passing);
    chain.push(passing);
  }
  chain.push(last);
  chain.forEach((item, index) => {
    if (index > 0) item.before.push(chain[index - 1]!);
    if (index < chain.length - 1) item.after.push(chain[index + 1]!);
  });
  return chain;
}

/** Orders a layer by its neighbours on one side, and puts each box as near to them as the others leave room. */
function arrange(layer: Item[], side: 'before' | 'after'): void {
  const wanted = new Map(
    layer.map(item => {
      const near = item[side];
      const middle = near.reduce((sum, { y, height }) => sum + y + height / 2, 0) / near.length;
      return [item, near.length === 0 ? item.y : middle - item.height / 2];
    }),
  );
  layer.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
  let free = -Infinity;
  for (const item of layer) {
    item.y = Math.max(wanted.get(item)!, free);
    free = item.y + item.height + BELOW;
  }
  // What the others pushed down goes up again, half of it each: the layer stands by the middle of what it wants.
  const off = layer.reduce((sum, item) => sum + item.y - wanted.get(item)!, 0) / layer.length;
  for (const item of layer) item.y -= off;
}

function pointsOf(
  chain: readonly Item[],
  left: readonly number[],
  widths: readonly number[],
  middle: (item: Item) => number,
): Point[] {
  return chain.flatMap((item, index) => {
    const y = middle(item);
    const x = left[item.layer]!;
    const ends = [
      { x, y },
      { x: x + (item.id === '' ? widths[item.layer]! : item.width), y },
    ];
    if (index === 0) return [ends[1]!];
    return index === chain.length - 1 ? [ends[0]!] : ends;
  });
}
