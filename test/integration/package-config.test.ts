import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Configuration } from 'electron-builder';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** What `npm run dist` hands to electron-builder, as far as that can be checked without the runtimes that it would download. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  homepage: string;
  author: string;
  scripts: { dist: string };
};
const builder = createRequire(import.meta.resolve('electron-builder'));
const { validateConfiguration } = builder('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: (config: Configuration, log: object) => Promise<void>;
};
const log = { isEnabled: false, add: () => {} };

beforeEach(() => {
  for (const name of [
    'MILLRACE_UPDATE_URL',
    'CSC_LINK',
    'CSC_NAME',
    'WIN_CSC_LINK',
    'APPLE_ID',
    'APPLE_API_KEY',
  ])
    vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

async function configuration(env: Record<string, string> = {}): Promise<Configuration> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.resetModules();
  const { default: config } = await import('../../scripts/package-config.mjs');
  await validateConfiguration(config, log);
  return config;
}
const namesOf = (targets: unknown) =>
  [targets]
    .flat()
    .map(target => (typeof target === 'string' ? target : (target as { target: string }).target));

describe('packages', () => {
  test('without keys are plain builds for three systems', async () => {
    const config = await configuration();
    expect([config.linux, config.mac, config.win].map(system => namesOf(system?.target))).toEqual([
      ['AppImage', 'deb', 'rpm'],
      ['dmg', 'zip'],
      ['nsis'],
    ]);
    expect(config.publish).toBeNull();
    expect(config.mac).toMatchObject({ identity: '-', notarize: false, hardenedRuntime: false });
    expect(config.win).toMatchObject({ forceCodeSigning: false });
    expect(config.extraMetadata).toEqual({ signedForMac: false });
  });

  test('with keys are signed or not made, and notarised, and know their feed', async () => {
    const config = await configuration({
      CSC_LINK: 'file:///certificate.p12',
      APPLE_ID: 'someone@example.org',
      MILLRACE_UPDATE_URL: 'https://example.org/millrace',
    });
    expect(config.mac).toMatchObject({ forceCodeSigning: true, hardenedRuntime: true, notarize: true });
    expect(config.mac).not.toHaveProperty('identity');
    expect(config.extraMetadata).toEqual({ signedForMac: true });
    expect(config.win).toMatchObject({ forceCodeSigning: true });
    expect(config.publish).toEqual([{ provider: 'generic', url: 'https://example.org/millrace' }]);
  });

  test('a mistake in the configuration is found here', async () => {
    const config = await configuration();
    await expect(validateConfiguration({ ...config, targets: [] } as never, log)).rejects.toThrow(/targets/);
  });

  test('have what deb and rpm ask for: a homepage, and somebody who maintains them', async () => {
    expect(new URL(manifest.homepage).protocol).toBe('https:');
    expect(manifest.author).not.toBe('');
    expect((await configuration()).linux?.maintainer).not.toBe('');
  });

  test('hold files that are there', async () => {
    const { files, icon } = await configuration();
    const paths = [...(files as string[]), icon as string].filter(path => !/^(out\/|!)/.test(path));
    expect(paths.filter(path => !existsSync(`${root}/${path}`))).toEqual([]);
  });
});

test('electron-builder reads the configuration by the name that the script gives it', () => {
  expect(manifest.scripts.dist).toContain('electron-builder --config scripts/package-config.mjs');
  const script = `
    const { getConfig } = require('app-builder-lib/out/util/config/config.js');
    getConfig(${JSON.stringify(root)}, 'scripts/package-config.mjs', null).then(config => console.log(config.appId));`;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect(stdout.trim()).toBe('io.github.millrace');
});
