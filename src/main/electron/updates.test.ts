import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newerVersion, updateFeed } from './updates.ts';

test('the feed is what the build was made with, over https alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-feed-'));
  const feedOf = async (text: string) => {
    writeFileSync(join(folder, 'app-update.yml'), text);
    return updateFeed(folder);
  };
  expect(await updateFeed(folder)).toBeUndefined();
  expect(await feedOf('provider: generic\nurl: https://example.org/millrace\n')).toBe(
    'https://example.org/millrace',
  );
  expect(await feedOf("url: 'http://example.org'\n")).toBeUndefined();
  rmSync(folder, { recursive: true });
});

test.each([
  ['1.2.3', undefined],
  ['1.2.2', undefined],
  ['0.9.9', undefined],
  ['1.2.4', '1.2.4'],
  ['1.10.0', '1.10.0'],
  ['2.0.0', '2.0.0'],
])('where 1.2.3 runs, %s is offered: %s', async (offered, newer) => {
  const asked: string[] = [];
  const fetchText = async (url: string) => {
    asked.push(url);
    return `version: ${offered}\nfiles:\n  - url: x\n`;
  };
  expect(await newerVersion('https://example.org/m/', '1.2.3', 'linux', fetchText)).toBe(newer);
  expect(asked).toEqual(['https://example.org/m/latest-linux.yml']);
});

test('a feed that names no version is a failure, not "the newest"', async () => {
  await expect(newerVersion('https://example.org', '1.2.3', 'darwin', async () => '<html>')).rejects.toThrow(
    /no version/,
  );
});
