import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PageMemory } from '#engine/settings/page-memory.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-memory-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const published = { channel: 'orders', sharded: false, payload: '{"id":1}', escaped: false };
const path = () => join(folder, 'page.json');

test('what pages remember survives a restart, for this user alone', async () => {
  const engine = await startTestEngine(folder);
  const page = await openTestPage(engine);
  await page.client.page.rememberLayout({ name: 'pubsub.pane', value: 'false' });
  await page.client.page.rememberLayout({ name: 'pubsub.pane', value: 'true' });
  await page.client.page.rememberPublished(published);
  await page.client.page.rememberDraft({ name: 'composer', text: 'half a' });
  await page.client.page.rememberDraft({ name: 'other', text: 'x' });
  await page.client.page.rememberDraft({ name: 'other', text: null });
  page.close();
  await engine.close();
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  const again = await startTestEngine(folder);
  const later = await openTestPage(again);
  expect(await later.client.page.remembered()).toEqual({
    layout: { 'pubsub.pane': 'true' },
    published: [published],
    drafts: { composer: 'half a' },
  });
  later.close();
  await again.close();
});

test('who is answered knows that it is kept: a crash after that loses nothing', async () => {
  const options = { settingsFolder: folder, readOnly: null, log: () => {} };
  const memory = await PageMemory.open(options);
  await Promise.all([memory.rememberLayout('pane', '3'), memory.rememberDraft('composer', 'half')]);
  const after = await PageMemory.open(options);
  expect(after.remembered).toMatchObject({ layout: { pane: '3' }, drafts: { composer: 'half' } });
});

test('it is bounded: the oldest is forgotten', async () => {
  const memory = await PageMemory.open({ settingsFolder: folder, readOnly: null, log: () => {} });
  for (let n = 0; n < 120; n++) void memory.rememberDraft(`draft ${n}`, 'x');
  void memory.rememberDraft('draft 10', 'newer');
  expect(Object.keys(memory.remembered.drafts)).toHaveLength(100);
  expect(Object.keys(memory.remembered.drafts).at(-1)).toBe('draft 10');
  await memory.close();
});

test.each(['{', '{"version":99}'])('a file that cannot be read (%s) stays as it is', async content => {
  writeFileSync(path(), content);
  const memory = await PageMemory.open({ settingsFolder: folder, readOnly: null, log: () => {} });
  await memory.rememberLayout('a', '1');
  await memory.close();
  expect(readFileSync(path(), 'utf8')).toBe(content);
});

test('a page is served in its theme', async () => {
  const host = await startBrowserHost();
  const served = async () => (await (await fetch(host.origin)).text()).match(/<html[^>]*>/)![0];
  expect(await served()).toBe('<html lang="en" data-setting="system">');
  await host.stop();
  const home = join(folder, 'home');
  const engine = await startTestEngine(home);
  const page = await openTestPage(engine);
  await page.client.app.updateSettings({ theme: 'light' });
  page.close();
  await engine.close();
  const light = await startBrowserHost([], { MILLRACE_HOME: home });
  expect((await (await fetch(light.origin)).text()).match(/<html[^>]*>/)![0]).toBe(
    '<html lang="en" data-setting="light" data-theme="light">',
  );
  await light.stop();
});
