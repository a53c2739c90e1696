import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { installedElectron } from '../../scripts/electron-runtime.mjs';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

const root = join(import.meta.dirname, '../..');
const runtime = installedElectron();
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const missing = runtime === undefined ? 'no Electron runtime' : hasDisplay ? undefined : 'no display';
const args = [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

describe.skipIf(missing)(
  `the desktop app${missing ? ` (skipped: ${missing})` : ''}`,
  { timeout: 60_000 },
  () => {
    let redis: TestServer;
    let app: ElectronApplication;
    let page: Page;
    let folder: string;
    const env = () => ({
      ...(process.env as Record<string, string>),
      MILLRACE_HOME: folder,
      REDIS_URL: redis.url,
      MILLRACE_DISCOVERY_PORTS: '',
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
    });
    beforeAll(async () => {
      await ensureBuilt();
      redis = await startRedisServer();
    }, 120_000);
    afterAll(() => redis.stop());
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-electron-'));
      app = await _electron.launch({ executablePath: runtime!, args, env: env() });
      page = await app.firstWindow();
      await page.getByText('connected').first().waitFor();
    }, 60_000);
    afterEach(async () => {
      // A question that is still open is answered: stop and quit.
      await app
        .evaluate(({ app: electron, dialog }) => {
          dialog.showMessageBox = () => Promise.resolve({ response: 2, checkboxChecked: false });
          electron.quit();
        })
        .catch(() => {});
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    }, 30_000);

    const log = () => readFileSync(join(folder, 'logs/millrace.log'), 'utf8');
    const answerBoxes = (button: number) =>
      app.evaluate(({ dialog }, response) => {
        dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
      }, button);
    async function startPipeline() {
      await page.getByRole('link', { name: /^Pipelines/ }).click();
      await page.getByRole('button', { name: 'Wikipedia edits' }).first().click();
      await page.getByRole('button', { name: 'Start offline' }).click();
      await page.getByText('running').first().waitFor();
    }

    test('opens a window, subscribes, publishes and receives', async () => {
      expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())).toBe(
        true,
      );
      await page.getByRole('link', { name: /^Pub\/Sub/ }).click();
      await page.getByRole('button', { name: 'Subscribe to everything' }).click();
      await page.getByRole('button', { name: 'Unsubscribe from *' }).waitFor();
      await page.getByRole('textbox', { name: 'Publish to' }).fill('desktop');
      await page.getByRole('textbox', { name: 'Payload' }).fill('hello');
      await page.getByRole('textbox', { name: 'Payload' }).press('Control+Enter');
      await page.getByRole('grid', { name: 'Messages' }).getByText('hello').waitFor();
    });

    test('gives the page nothing but a way to ask for a port', async () => {
      const given = await page.evaluate(() => Object.keys((window as { millrace?: object }).millrace ?? {}));
      expect(given).toEqual(['requestPort']);
      expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
        'undefined',
      );
      expect(page.url()).toMatch(/^app:\/\/millrace\//);
    });

    test('opens no other window and goes nowhere else', async () => {
      await page.evaluate(() => window.open('https://example.org'));
      await page.evaluate(() => (window.location.href = 'https://example.org'));
      expect(app.windows()).toHaveLength(1);
      expect(page.url()).toMatch(/^app:\/\/millrace\//);
    });

    test('has its engine again when that is killed', async () => {
      const pid = await app.evaluate(
        ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Millrace engine')!.pid,
      );
      process.kill(pid, 'SIGKILL');
      await page.getByText('The engine was restarted').waitFor();
      await page.getByText('connected').first().waitFor();
      expect(log()).toContain("The engine's process ended");
    });

    test('is one program for each settings folder: a second start ends, and brings it to the front', async () => {
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.minimize());
      const second = spawn(runtime!, [...args, 'redis://example.org:6400'], { env: env(), stdio: 'ignore' });
      expect(await once(second, 'exit')).toEqual([0, null]);
      await page.getByRole('dialog', { name: 'New connection' }).waitFor();
      const isMinimized = () =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isMinimized());
      await expect.poll(isMinimized).toBe(false);
    });

    test('asks before it ends a pipeline, and ends it in order', async () => {
      await startPipeline();
      await answerBoxes(0);
      await app.evaluate(({ app: electron }) => electron.quit());
      await page.getByText('running').first().waitFor();
      await answerBoxes(2);
      const closed = app.waitForEvent('close');
      await app.evaluate(({ app: electron }) => electron.quit()).catch(() => {});
      await closed;
      expect(existsSync(join(folder, 'lock'))).toBe(false);
      // What ran goes on at the next start.
      expect(readFileSync(join(folder, 'running-pipelines.json'), 'utf8')).toContain('wikipedia-edits');
    });

    test('ends in order at Ctrl+C, which comes twice', async () => {
      await startPipeline();
      const closed = app.waitForEvent('close');
      const { pid } = app.process();
      process.kill(pid!, 'SIGINT');
      process.kill(pid!, 'SIGINT');
      await closed;
      expect(existsSync(join(folder, 'lock'))).toBe(false);
    });
  },
);
