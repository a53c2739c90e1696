import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { MemorySecretStore, type SecretStore } from '#engine/host-services.ts';
import { readVersioned, writeVersioned } from '#engine/settings/versioned-file.ts';

const VERSION = 1;
const fileSchema = z.object({ secrets: z.record(z.string(), z.string()) });

/**
 * The secret store of the desktop: encrypted with a key of the system's keychain, in a file of the settings folder. Where there is no
 * keychain (on Linux `basic_text` is a fixed key, which is none) secrets last as long as the run.
 */
export async function openSecrets(
  safeStorage: SafeStorage,
  folder: string,
  platform: NodeJS.Platform,
): Promise<SecretStore> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return new MemorySecretStore();
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
    return new MemorySecretStore();
  const path = join(folder, 'secrets.json');
  const file = await readVersioned(path, VERSION, fileSchema);
  return new KeychainSecretStore(safeStorage, path, file?.secrets ?? {});
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

  async get(name: string): Promise<string | undefined> {
    const encrypted = Object.hasOwn(this.#secrets, name) ? this.#secrets[name] : undefined;
    if (encrypted === undefined) return undefined;
    const { result, shouldReEncrypt } = await this.#safeStorage.decryptStringAsync(
      Buffer.from(encrypted, 'base64'),
    );
    if (shouldReEncrypt) await this.set(name, result);
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
