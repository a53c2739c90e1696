import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSecrets } from '../../src/main/electron/secrets.ts';
import { SafeStorage, type Keychain } from './stand-in/safe-storage.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-secrets-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const path = () => join(folder, 'secrets.json');

const open = (keychain: Partial<Keychain> = {}) =>
  openSecrets(new SafeStorage(keychain) as unknown as Electron.SafeStorage, folder, 'linux');

test('secrets survive a restart, encrypted', async () => {
  const secrets = await open();
  expect(secrets.info.persistent).toBe(true);
  await Promise.all([secrets.set('a', 's3cret-word'), secrets.set('b', 'other')]);
  await secrets.delete('b');
  expect(readFileSync(path(), 'utf8')).not.toContain('s3cret-word');
  const again = await open({ rotated: true });
  expect([await again.get('a'), await again.get('b'), await again.get('__proto__')]).toEqual([
    's3cret-word',
    undefined,
    undefined,
  ]);
  expect([await again.has('a'), await again.has('b'), await again.has('__proto__')]).toEqual([
    true,
    false,
    false,
  ]);
});

describe('they last as long as the run, and it says so,', () => {
  test.each<[string, Partial<Keychain>, RegExp]>([
    ['where there is no keychain', { available: false }, /no keychain/],
    ['with the fixed key of basic_text', { backend: 'basic_text' }, /no keychain/],
    ['where Chromium writes with its fixed key all the same', { prefix: 'v10' }, /no keychain/],
    ['where the keychain refuses to encrypt', { refuses: 'access was denied' }, /access was denied/],
    ['where the keychain cannot be asked', { broken: 'no bus' }, /no bus/],
  ])('%s', async (_, keychain, why) => {
    const secrets = await open(keychain);
    expect(secrets.info.persistent).toBe(false);
    expect(secrets.info.where).toMatch(why);
    await secrets.set('a', 'x');
    expect([await secrets.get('a'), await secrets.has('a')]).toEqual(['x', true]);
  });

  test.each([
    ['damaged', '{', /secrets\.json is not JSON/],
    ['of a newer Millrace', '{"version":99,"secrets":{}}', /newer Millrace/],
  ])('where their file is %s, which stays as it is', async (_, content, why) => {
    writeFileSync(path(), content);
    const secrets = await open();
    expect(secrets.info).toEqual({ persistent: false, where: expect.stringMatching(why) as string });
    await secrets.set('a', 'x');
    expect(readFileSync(path(), 'utf8')).toBe(content);
  });
});

test('v10 is the key of macOS and Windows: there it is a keychain', async () => {
  const storage = new SafeStorage({ prefix: 'v10' }) as unknown as Electron.SafeStorage;
  expect((await openSecrets(storage, folder, 'darwin')).info.persistent).toBe(true);
});

test('one that cannot be decrypted is refused by itself, is still there, and can be replaced', async () => {
  const before = await open();
  await before.set('a', 'old');
  const reset = await open({ key: 0x33 });
  await reset.set('b', 'new');
  await expect(reset.get('a')).rejects.toMatchObject({ code: 'denied' });
  expect([await reset.has('a'), await reset.get('b')]).toEqual([true, 'new']);
  await reset.set('a', 'again');
  expect(await reset.get('a')).toBe('again');
});
