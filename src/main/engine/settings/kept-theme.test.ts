import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptTheme } from './kept-theme.ts';
import { SettingsStore } from './settings-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-theme-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is what the settings keep', async () => {
  const store = await SettingsStore.open(folder);
  await store.updateSettings({ theme: 'contrast' });
  await store.close();
  expect(keptTheme(folder)).toBe('contrast');
});

it.each([
  ['nothing is kept', undefined],
  ['the file is damaged', '{'],
  ['the file is something else', 'null'],
  ['no theme is set', '{"settings":{}}'],
  ['the theme is one of a newer version', '{"settings":{"theme":"sepia"}}'],
])("is the system's where %s", (_, content) => {
  if (content !== undefined) writeFileSync(join(folder, 'settings.json'), content);
  expect(keptTheme(folder)).toBe('system');
});
