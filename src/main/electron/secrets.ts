import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { MemorySecretStore, type SecretStore } from '#engine/host-services.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { readVersioned, writeVersioned } from '#engine/settings/versioned-file.ts';

const VERSION = 1;
const fileSchema = z.object({ secrets: z.record(z.string(), z.string()) });

/** What Chromium writes before a text that it encrypted with the key that is in its sources. On Linux alone: elsewhere it means a keychain. */
const FIXED_KEY_PREFIX = 'v10';

/**
 * The secret store of the desktop: encrypted with a key of the system's keychain, in a file of the settings folder. Where there is no
 * keychain, where it refuses, or where that file cannot be read, secrets last as long as the run, and the store says why.
 *
 * @returns always a store: without it no engine starts
 */
export async function openSecrets(
  safeStorage: SafeStorage,
  folder: string,
  platform: NodeJS.Platform,
): Promise<SecretStore> {
  try {
    if (!(await hasKeychain(safeStorage, platform)))
      return new MemorySecretStore('in memory, because this system has no keychain that Millrace can use');
  } catch (error) {
    return new MemorySecretStore(`in memory, because the system's keychain refuses: ${reason(error)}`);
  }
  const path = join(folder, 'secrets.json');
  try {
    const file = await readVersioned(path, VERSION, fileSchema);
    return new KeychainSecretStore(safeStorage, path, file?.secrets ?? {});
  } catch (error) {
    return new MemorySecretStore(`in memory, because ${reason(error)}`);
  }
}

/** Without its full stop: words follow. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

/**
 * Whether what is encrypted is kept from others. On Linux without a Secret Service Chromium encrypts with a fixed key, and may say that it
 * does not: so it is tried.
 */
async function hasKeychain(safeStorage: SafeStorage, platform: NodeJS.Platform): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false;
  const probe = await safeStorage.encryptStringAsync('probe');
  return platform !== 'linux' || probe.toString('latin1', 0, 3) !== FIXED_KEY_PREFIX;
}

class KeychainSecretStore implements SecretStore {
  readonly info = { persistent: true, where: "encrypted with a key of the system's keychain" };
  readonly #safeStorage: SafeStorage;
  readonly #path: string;
  #secrets: Record<string, string>;
  #writing: Promise<void> = Promise.resolve();

  constructor(safeStorage: SafeStorage, path: string, secrets: Record<string, string>) {
    this.#safeStorage = safeStorage;
    this.#path = path;
    this.#secrets = secrets;
  }

  async has(name: string): Promise<boolean> {
    return Object.hasOwn(this.#secrets, name);
  }

  async get(name: string): Promise<string | undefined> {
    const encrypted = Object.hasOwn(this.#secrets, name) ? this.#secrets[name] : undefined;
    if (encrypted === undefined) return undefined;
    const { result, shouldReEncrypt } = await this.#safeStorage
      .decryptStringAsync(Buffer.from(encrypted, 'base64'))
      .catch((error: unknown) => {
        const why = `the system's keychain refused to return it (${reason(error)})`;
        throw new MillraceError('denied', why, undefined, { cause: error });
      });
    // The old form is good as long as it can be read.
    if (shouldReEncrypt) await this.set(name, result).catch(() => {});
    return result;
  }

  async set(name: string, secret: string): Promise<void> {
    const encrypted = await this.#safeStorage.encryptStringAsync(secret);
    await this.#write({ ...this.#secrets, [name]: encrypted.toString('base64') });
  }

  async delete(name: string): Promise<void> {
    const { [name]: _, ...rest } = this.#secrets;
    await this.#write(rest);
  }

  #write(secrets: Record<string, string>): Promise<void> {
    this.#secrets = secrets;
    this.#writing = this.#writing
      .catch(() => {})
      .then(() => writeVersioned(this.#path, VERSION, { secrets }));
    return this.#writing;
  }
}
