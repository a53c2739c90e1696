import type { Point } from './layout.ts';

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The nearest box in the direction of an arrow key; null where there is none, and for other keys. */
export function boxInDirection(boxes: ReadonlyMap<string, Point>, from: string, key: string): string | null {
  const direction = directions[key];
  const start = boxes.get(from);
  if (!direction || !start) return null;
  let nearest: { id: string; far: number } | null = null;
  for (const [id, { x, y }] of boxes) {
    const [dx, dy] = [x - start.x, y - start.y];
    const along = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    // What stands further aside than ahead is in another direction, unless it is in the next layer.
    if (along <= 0 || (direction.x === 0 && aside > along)) continue;
    const far = along + 2 * aside;
    if (!nearest || far < nearest.far) nearest = { id, far };
  }
  return nearest?.id ?? null;
}
