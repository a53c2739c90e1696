import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSecrets } from '../../src/main/electron/secrets.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-secrets-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Reversible and unlike the plain text; the real one asks the keychain. */
function safeStorage(
  options: { available?: boolean; backend?: string; rotated?: boolean } = {},
): SafeStorage {
  return {
    isAsyncEncryptionAvailable: async () => options.available ?? true,
    getSelectedStorageBackend: () => options.backend ?? 'gnome_libsecret',
    encryptStringAsync: async (text: string) => Buffer.from([...Buffer.from(text)].map(byte => byte ^ 0x55)),
    decryptStringAsync: async (bytes: Buffer) => ({
      result: Buffer.from([...bytes].map(byte => byte ^ 0x55)).toString(),
      shouldReEncrypt: options.rotated ?? false,
    }),
  } as unknown as SafeStorage;
}

test('secrets survive a restart, encrypted', async () => {
  const secrets = await openSecrets(safeStorage(), folder, 'linux');
  expect(secrets.info.persistent).toBe(true);
  await Promise.all([secrets.set('a', 's3cret-word'), secrets.set('b', 'other')]);
  await secrets.delete('b');
  expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain('s3cret-word');
  const again = await openSecrets(safeStorage({ rotated: true }), folder, 'linux');
  expect([await again.get('a'), await again.get('b'), await again.get('__proto__')]).toEqual([
    's3cret-word',
    undefined,
    undefined,
  ]);
});

test.each([
  ['where there is no keychain', safeStorage({ available: false })],
  ['with the fixed key of basic_text', safeStorage({ backend: 'basic_text' })],
])('%s they last as long as the run, and it says so', async (_, storage) => {
  const secrets = await openSecrets(storage, folder, 'linux');
  expect(secrets.info.persistent).toBe(false);
  await secrets.set('a', 'x');
  expect(await secrets.get('a')).toBe('x');
});
