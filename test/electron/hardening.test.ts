import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Session } from 'electron';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { APP_ORIGIN } from '#shared/desktop.ts';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';
import { createAppProtocol, fileOfUrl } from '../../src/main/electron/app-protocol.ts';

vi.mock('electron', () => import('./stand-in/electron.ts'));
const { denyPermissions, hardenContents } = await import('../../src/main/electron/security.ts');
const { control } = await import('./stand-in/electron.ts');
const homepage = 'https://github.com/millrace/millrace';

describe('a page', () => {
  function contents() {
    const app = new EventEmitter();
    hardenContents(app as unknown as App, { origins: [APP_ORIGIN], homepage });
    const page = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: vi.fn<(handler: (details: { url: string }) => { action: string }) => void>(),
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
    const open = page.setWindowOpenHandler.mock.calls[0]![0];
    for (const url of [
      'https://example.org/',
      'https://github.com/millrace-evil/x',
      'http://github.com/millrace/millrace',
      'file:///etc/passwd',
      'ms-settings:',
      'not a url',
      `${homepage}/issues`,
    ])
      expect(open({ url })).toEqual({ action: 'deny' });
    // The project's own pages open in the system's browser.
    expect(control.external).toEqual([`${homepage}/issues`]);
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
