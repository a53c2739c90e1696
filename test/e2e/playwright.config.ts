import { defineConfig } from '@playwright/test';
import { findChromium } from '../../scripts/find-programs.mjs';

const browser = findChromium();

/** The product in a real browser: each test starts its own Redis and its own `millrace serve`. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  globalSetup: '../support/built.ts',
  // A limit is met by what hangs, never by what a slow machine does slowly.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // A third goes on while two wait for what they clicked. A fourth takes their time, and saves none.
  workers: 3,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1440, height: 900 },
    // What moves on its way in or out is at two places in turn, and both answer.
    contextOptions: { reducedMotion: 'reduce' },
    // Recording a trace takes a fifth of a run; `--trace retain-on-failure` gives one where a failure is not plain from its message.
    trace: 'off',
    launchOptions: {
      ...(browser ? { executablePath: browser.path } : {}),
      args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
});
