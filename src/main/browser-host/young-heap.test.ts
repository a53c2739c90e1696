import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const boundYoungHeap = `
  import { boundYoungHeap } from ${JSON.stringify(new URL('young-heap.ts', import.meta.url).href)};
  boundYoungHeap();`;

/** Makes things that live for a while, as messages on their way do. Prints the largest size of the young heap, in MB. */
const busy = `
  import { getHeapSpaceStatistics } from 'node:v8';
  const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
  const alive = [];
  let largest = 0;
  for (let round = 0; round < 400; round++) {
    for (let index = 0; index < 5_000; index++) alive[(round % 20) * 5_000 + index] = { round, text: [round, index] };
    await new Promise(resolve => setImmediate(resolve));
    largest = Math.max(largest, young());
  }
  console.log(largest / 2 ** 20);`;

/** In a process of its own, as flags are of the whole process. */
function largestYoungMb(code: string): number {
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }),
  );
}

test('the young heap of the main thread grows to 32 MB under load, and no further', () => {
  expect(largestYoungMb(busy)).toBeGreaterThan(32);
  expect(largestYoungMb(boundYoungHeap + busy)).toBe(32);
});
