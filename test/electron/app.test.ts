import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

const root = join(import.meta.dirname, '../..');
const runtime = findRuntime();
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const missing = runtime === undefined ? 'no Electron runtime' : hasDisplay ? undefined : 'no display';

/** The runtime's program; requiring the package would download it. */
function findRuntime(): string | undefined {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : undefined;
}

describe.skipIf(missing)(`the desktop app${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let redis: TestServer;
  let app: ElectronApplication;
  let page: Page;
  let folder: string;
  beforeAll(async () => {
    await ensureBuilt();
    redis = await startRedisServer();
    folder = mkdtempSync(join(tmpdir(), 'millrace-electron-'));
    app = await _electron.launch({
      executablePath: runtime!,
      args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      env: {
        ...(process.env as Record<string, string>),
        MILLRACE_HOME: folder,
        REDIS_URL: redis.url,
        MILLRACE_DISCOVERY_PORTS: '',
      },
    });
    page = await app.firstWindow();
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('connects, subscribes and receives', async () => {
    await page.getByText('connected').first().waitFor();
    await page.getByRole('link', { name: /^Pub\/Sub/ }).click();
    await page.getByRole('button', { name: 'Subscribe to everything' }).click();
    await page.getByRole('button', { name: 'Unsubscribe from *' }).waitFor();
    await redis.ask('PUBLISH', 'desktop', 'hello');
    await page.getByRole('grid', { name: 'Messages' }).getByText('hello').waitFor();
  });

  test('gives the page nothing but a way to ask for a port', async () => {
    expect(await page.evaluate(() => Object.keys((window as { millrace?: object }).millrace ?? {}))).toEqual([
      'requestPort',
    ]);
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
    expect(page.url()).toMatch(/^app:\/\/millrace\//);
  });

  test('opens no other window and goes nowhere else', async () => {
    await page.evaluate(() => window.open('https://example.org'));
    await page.evaluate(() => (window.location.href = 'https://example.org'));
    expect(app.windows()).toHaveLength(1);
    expect(page.url()).toMatch(/^app:\/\/millrace\//);
  });
});
