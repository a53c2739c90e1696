import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** The young heap of the main thread, both halves; the start of the engine makes it as large. */
const MAIN_YOUNG_MB = 32;
/** Half of the young heap that another thread begins with, where `WorkerThread` lets it have as much. */
const THREAD_SEMI_SPACE_MB = 4;

/**
 * Bounds the young heap of the main thread, which V8 lets grow to 128 MB. What is in it is mostly dead: a smaller one costs no time under a
 * flood of messages.
 *
 * With flags, set in the process itself, because nothing else bounds a main thread that runs already. V8 reads them when it collects
 * (`SemiSpaceNewSpace::Grow`) and when a thread starts (`Heap::ConfigureHeap`). `heap-growing-percent` would bound old heaps as well, but a flood of
 * messages then costs a quarter more; `memory-saver-mode` costs pipelines a third.
 *
 * Not for Electron: it freezes the flags of V8, and setting one then ends the process.
 */
export function boundYoungHeap(): void {
  // A thread may start while no young heap may grow.
  setFlagsFromString(`--min-semi-space-size=${THREAD_SEMI_SPACE_MB}`);
  let mayGrow = true;
  const look = () => {
    // It shrinks while little happens, and has to grow again after that.
    const mayGrowNow = youngBytes() < MAIN_YOUNG_MB * 2 ** 20;
    if (mayGrowNow === mayGrow) return;
    mayGrow = mayGrowNow;
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
  };
  look();
  new PerformanceObserver(look).observe({ entryTypes: ['gc'] });
}

/** Of this thread. */
function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
