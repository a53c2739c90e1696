import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOut } from './layout.ts';

const box = (id: string) => ({ id, width: 100, height: 40 });
const arrow = (text: string) => {
  const [from, to] = text.split(' ');
  return { from: from!, to: to! };
};
const picture = (boxes: string, ...arrows: string[]) => layOut(boxes.split(' ').map(box), arrows.map(arrow));
const layersIn = ({ boxes }: ReturnType<typeof layOut>) =>
  Object.fromEntries([...boxes].map(([id, { x }]) => [id, Math.round(x / 184)]));

test('each stands behind all that lead to it, and an end right before what it leads to', () => {
  const laid = picture('a b c d e', 'a b', 'b c', 'a c', 'd c', 'c e');
  expect(layersIn(laid)).toEqual({ a: 0, b: 1, c: 2, d: 1, e: 3 });
  expect(laid.width).toBe(3 * 184 + 100);
});

test('an arrow that leads past a layer goes between its boxes', () => {
  const laid = picture('a b c', 'a b', 'b c', 'a c');
  const { points } = laid.arrows[2]!;
  expect(points.map(({ x }) => x)).toEqual([100, 184, 284, 368]);
  const b = laid.boxes.get('b')!;
  const y = points[1]!.y;
  expect(y < b.y || y > b.y + 40).toBe(true);
});

test('what leads back goes below all boxes, and the others stay in order', () => {
  const laid = picture('a b c', 'a b', 'b c', 'c a');
  expect(layersIn(laid)).toEqual({ a: 0, b: 1, c: 2 });
  expect(laid.arrows.map(({ isBack }) => isBack)).toEqual([false, false, true]);
  const lowest = Math.max(...[...laid.boxes.values()].map(({ y }) => y + 40));
  expect(laid.arrows[2]!.points[1]!.y).toBeGreaterThan(lowest);
  expect(laid.height).toBeGreaterThanOrEqual(laid.arrows[2]!.points[1]!.y);
});

test('nothing is drawn of nothing', () => {
  expect(layOut([], [])).toMatchObject({ width: 0, height: 0, arrows: [] });
});

test('whatever is joined: no two boxes overlap, all is in the picture, and each arrow begins and ends at its boxes', () => {
  const graphs = fc
    .integer({ min: 1, max: 14 })
    .chain(count =>
      fc.tuple(
        fc.constant(count),
        fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 30 }),
      ),
    );
  fc.assert(
    fc.property(graphs, ([count, pairs]) => {
      const boxes = Array.from({ length: count }, (_, index) => box(`${index}`));
      const arrows = pairs.map(([from, to]) => ({ from: `${from}`, to: `${to}` }));
      const laid = layOut(boxes, arrows);
      const places = [...laid.boxes.values()];
      for (const [index, a] of places.entries()) {
        expect(a.x >= 0 && a.y >= -1e-6 && a.x + 100 <= laid.width && a.y + 40 <= laid.height + 1e-6).toBe(
          true,
        );
        for (const b of places.slice(index + 1))
          expect(Math.abs(a.x - b.x) >= 100 || Math.abs(a.y - b.y) >= 40).toBe(true);
      }
      laid.arrows.forEach(({ points, isBack }, index) => {
        const from = laid.boxes.get(arrows[index]!.from)!;
        const to = laid.boxes.get(arrows[index]!.to)!;
        expect(points[0]).toEqual({ x: from.x + 100, y: from.y + 20 });
        expect(points.at(-1)).toEqual({ x: to.x, y: to.y + 20 });
        if (!isBack) expect(to.x).toBeGreaterThan(from.x);
      });
    }),
  );
});
