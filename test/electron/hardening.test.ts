import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Session } from 'electron';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';
import { askBeforeQuitting } from '../../src/main/electron/before-quitting.ts';
import { createAppProtocol, fileOfUrl } from '../../src/main/electron/app-protocol.ts';
import { menuTemplate } from '../../src/main/electron/menu.ts';
import { denyPermissions, hardenContents } from '../../src/main/electron/security.ts';
import { placeWindow } from '../../src/main/electron/window-bounds.ts';

describe('a page', () => {
  function contents() {
    const app = new EventEmitter();
    hardenContents(app as unknown as App);
    const page = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: vi.fn<(handler: () => { action: string }) => void>(),
    });
    app.emit('web-contents-created', {}, page);
    return page;
  }

  test.each([
    ['https://example.org/', true],
    ['file:///etc/passwd', true],
    ['app://other/', true],
    ['javascript:alert(1)', true],
    ['not a url', true],
    ['app://millrace/', false],
  ])('navigating to %s is prevented: %s', (url, prevented) => {
    for (const name of ['will-navigate', 'will-redirect']) {
      const event = { url, preventDefault: vi.fn<() => void>() };
      contents().emit(name, event);
      expect(event.preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0);
    }
  });

  test('cannot open a window or embed a webview', () => {
    const page = contents();
    expect(page.setWindowOpenHandler.mock.calls[0]![0]()).toEqual({ action: 'deny' });
    const event = { preventDefault: vi.fn<() => void>() };
    page.emit('will-attach-webview', event);
    expect(event.preventDefault).toHaveBeenCalled();
  });

  test('gets no permission but to write to the clipboard', () => {
    const handlers: Record<string, (...args: never[]) => unknown> = {};
    const session = {
      setPermissionRequestHandler: (handler: never) => (handlers.request = handler),
      setPermissionCheckHandler: (handler: never) => (handlers.check = handler),
      setDevicePermissionHandler: (handler: never) => (handlers.device = handler),
    };
    denyPermissions(session as unknown as Session);
    const check = handlers.check as unknown as (contents: null, permission: string) => boolean;
    expect(
      ['geolocation', 'media', 'notifications', 'clipboard-read', 'clipboard-sanitized-write'].map(name =>
        check(null, name),
      ),
    ).toEqual([false, false, false, false, true]);
  });
});

describe('app://', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-page-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'a b.js'), 'x');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    'app://millrace/../../etc/passwd',
    'app://millrace/%2e%2e/%2e%2e/etc/passwd',
    'app://millrace/..%2f..%2fetc/passwd',
    'app://millrace/..%5c..%5cetc',
    'app://millrace/a%00.js',
    'app://millrace/%',
    'app://elsewhere/index.html',
    'https://millrace/index.html',
    'file:///etc/passwd',
  ])('%s leads nowhere outside the page', async url => {
    const file = fileOfUrl(url, folder);
    if (file !== undefined) expect(file.startsWith(folder)).toBe(true);
    expect((await createAppProtocol(folder)({ url, method: 'GET' } as Request)).status).toBe(404);
  });

  test('serves the page with its policy', async () => {
    const response = await createAppProtocol(folder)({ url: 'app://millrace/', method: 'GET' } as Request);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(fileOfUrl('app://millrace/a%20b.js?v=1', folder)).toBe(join(folder, 'a b.js'));
  });
});

describe('the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  test('opens where it was', () => {
    const bounds = { x: 100, y: 50, width: 1200, height: 800 };
    expect(placeWindow(bounds, [screen])).toEqual(bounds);
  });
  test('opens on the first screen when its own is gone', () => {
    expect(placeWindow({ x: 3000, y: 0, width: 1200, height: 800 }, [screen])).toEqual({
      x: 240,
      y: 90,
      width: 1440,
      height: 900,
    });
  });
  test('is never smaller than it can be used', () => {
    expect(placeWindow({ x: 0, y: 0, width: 200, height: 200 }, [screen])).toMatchObject({
      width: 960,
      height: 640,
    });
  });
});

test.each(['darwin', 'linux', 'win32'] as const)('the menu of %s has editing, reload and quit', platform => {
  const template = JSON.stringify(menuTemplate(platform, { newWindow: () => {} }));
  expect(template).toContain('"editMenu"');
  expect(template).toContain(platform === 'darwin' ? '"appMenu"' : '"quit"');
});

describe('closing the last window', () => {
  test('quits at once when no pipeline runs', async () => {
    const show = vi.fn<() => Promise<{ response: number }>>();
    expect(await askBeforeQuitting(0, show)).toBe(true);
    expect(show).not.toHaveBeenCalled();
  });

  test.each([
    [0, false],
    [1, true],
  ])('asks when pipelines run; button %i quits: %s', async (response, quits) => {
    const show = vi.fn<(options: { message: string }) => Promise<{ response: number }>>(async () => ({
      response,
    }));
    expect(await askBeforeQuitting(2, show)).toBe(quits);
    expect(show.mock.calls[0]![0].message).toContain('2 pipelines');
  });
});
