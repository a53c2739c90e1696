import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newerVersion, updateFeed } from './feed.ts';

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
  const fetch = async (url: string) => {
    asked.push(url);
    return new Response(`version: ${offered}\nfiles:\n  - url: x\n`);
  };
  const system = { platform: 'linux', arch: 'x64' } as const;
  expect(await newerVersion('https://example.org/m/', '1.2.3', system, fetch)).toBe(newer);
  expect(asked).toEqual(['https://example.org/m/latest-linux.yml']);
});

test.each([
  ['linux', 'arm64', 'latest-linux-arm64.yml'],
  ['darwin', 'arm64', 'latest-mac.yml'],
  ['win32', 'x64', 'latest.yml'],
] as const)('on %s %s the feed is %s', async (platform, arch, name) => {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return new Response('version: 1.0.0');
  };
  await newerVersion('https://example.org', '1.2.3', { platform, arch }, fetch);
  expect(asked).toEqual([`https://example.org/${name}`]);
});

test.each(['<html>', 'version: 1.3.0-beta.1', 'version: latest', ''])(
  'a feed that contains "%s" is a failure, not "the newest"',
  async text => {
    const system = { platform: 'darwin', arch: 'arm64' } as const;
    await expect(
      newerVersion('https://example.org', '1.2.3', system, async () => new Response(text)),
    ).rejects.toThrow(/no version number/);
  },
);
