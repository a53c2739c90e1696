import { defineConfig } from 'vitest/config';

/** Unit tests lie beside their source and need nothing; the others start the real servers they talk to. */
export default defineConfig({
  test: {
    // They mostly wait for servers, clocks and processes: a third at work leaves no core of two idle. A fourth saves no time.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          environment: 'node',
          // Importing the same modules anew for every file is half of the work; no test changes what a module holds.
          isolate: false,
          setupFiles: ['test/support/seed.ts'],
          // Some handle tens of megabytes: seconds on a slow machine that does something else beside.
          testTimeout: 30_000,
        },
      },
      // Parts of the page in a document without a layout, connected to an engine that the test plays.
      {
        test: {
          name: 'component',
          include: ['src/renderer/**/*.test.tsx'],
          environment: 'jsdom',
          isolate: false,
          setupFiles: ['test/support/unmount.ts'],
          // A limit is met by what hangs, never by what a slow machine does slowly.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{integration,contract,faults,fuzz}/**/*.test.ts'],
          // What they start is the build.
          globalSetup: ['test/support/built.ts'],
          environment: 'node',
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // Asks the package registry: only when it is named.
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
        },
      },
      // Asks PyPI once, and runs dataflows: only when it is named.
      {
        test: {
          name: 'bytewax',
          include: ['test/bytewax/**/*.test.ts'],
          globalSetup: ['test/bytewax/virtual-environment.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'electron',
          include: ['test/electron/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
