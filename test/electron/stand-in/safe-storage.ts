/** What the system's keychain does in a test. */
export interface Keychain {
  available: boolean;
  backend: string;
  /** A newer key is there: what is read should be encrypted anew. */
  rotated: boolean;
  /** Of what is encrypted. Chromium's os_crypt: `v10` with its fixed key on Linux, `v11` with one of the keychain. */
  prefix: string;
  /** Another one cannot decrypt. */
  key: number;
  /** Why it does not encrypt. */
  refuses: string;
  /** Why it does not even say whether it is available. */
  broken: string;
}

/** https://www.electronjs.org/docs/latest/api/safe-storage */
export class SafeStorage {
  readonly #keychain: Partial<Keychain>;

  constructor(keychain: Partial<Keychain> = {}) {
    this.#keychain = keychain;
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    if (this.#keychain.broken !== undefined) throw new Error(this.#keychain.broken);
    return this.#keychain.available ?? true;
  }

  getSelectedStorageBackend(): string {
    return this.#keychain.backend ?? 'gnome_libsecret';
  }

  async encryptStringAsync(text: string): Promise<Buffer> {
    if (this.#keychain.refuses !== undefined) throw new Error(this.#keychain.refuses);
    const { prefix = 'v11', key = 0x55 } = this.#keychain;
    return Buffer.concat([Buffer.from(prefix), Buffer.from([key]), this.#mix(Buffer.from(text))]);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const { key = 0x55, rotated = false } = this.#keychain;
    if (encrypted[3] !== key) throw new Error('Error while decrypting the ciphertext provided.');
    return { result: this.#mix(encrypted.subarray(4)).toString(), shouldReEncrypt: rotated };
  }

  #mix(bytes: Buffer): Buffer {
    return Buffer.from([...bytes].map(byte => byte ^ (this.#keychain.key ?? 0x55)));
  }
}
