import type { Profile, ProfileDraft } from '#shared/contract/connections.ts';
import { KEPT_KEY, type Target } from '#shared/redis/target.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import type { SecretStore } from '../host-services.ts';
import { pastedKey, type ConnectionSecrets } from './connection-secrets.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** Saved connections, and those of this run only (the sandbox's). Their passwords and pasted TLS keys are in the host's secret store. */
export class Profiles {
  readonly changes = new Changes();
  readonly #store: SettingsStore;
  readonly #secrets: SecretStore;
  readonly #temporary = new Map<string, Profile>();
  readonly #withPassword = new Set<string>();

  private constructor(store: SettingsStore, secrets: SecretStore) {
    this.#store = store;
    this.#secrets = secrets;
  }

  static async load(store: SettingsStore, secrets: SecretStore): Promise<Profiles> {
    const profiles = new Profiles(store, secrets);
    for (const { id, target } of store.profiles) {
      // Written by an earlier version; where secrets do not last, the person would lose it. A key store that refuses keeps
      // nothing from starting: it is tried again at the next start.
      if (secrets.info.persistent && pastedKey(target) !== undefined)
        await profiles.#moveKey(id).catch(() => {});
      if (await secrets.has(secretName(id))) profiles.#withPassword.add(id);
    }
    return profiles;
  }

  get all(): Profile[] {
    return [...this.#store.profiles, ...this.#temporary.values()];
  }

  get withPassword(): string[] {
    return [...this.#withPassword];
  }

  /** @throws {MillraceError} `not-found` */
  get(id: string): Profile {
    const profile = this.all.find(profile => profile.id === id);
    if (!profile) throw new MillraceError('not-found', 'This connection is no longer saved.');
    return profile;
  }

  /** The saved profiles that were open last. */
  get open(): string[] {
    return this.#store.open.filter(id => this.#store.profiles.some(profile => profile.id === id));
  }

  /** Remembers what is open, as far as it outlives this run. */
  setOpen(ids: string[]): Promise<void> {
    return this.#store.setOpen(ids.filter(id => !this.#temporary.has(id)));
  }

  /** The profiles that the last start was opening when it ended without a word. */
  get opening(): string[] {
    return [...this.#store.opening];
  }

  /** Written when it resolves. */
  setOpening(ids: string[]): Promise<void> {
    return this.#store.setOpening(ids);
  }

  /** @throws {MillraceError} `connect-failed` at stage `input`, when the password is kept and cannot be read: it has to be entered again */
  async password(id: string): Promise<string | undefined> {
    try {
      const password = await this.#secrets.get(secretName(id));
      // A keychain that refused has been unlocked.
      if (password !== undefined && !this.#withPassword.has(id)) {
        this.#withPassword.add(id);
        this.changes.notify();
      }
      return password;
    } catch (error) {
      // The dialog asks for it from now on.
      if (this.#withPassword.delete(id)) this.changes.notify();
      throw unreadable('password', 'Edit the connection: enter the password again.', error);
    }
  }

  /** @throws {MillraceError} `connect-failed` at stage `input`, when one of them is kept and cannot be read */
  async secrets(id: string): Promise<ConnectionSecrets> {
    const password = await this.password(id);
    const tlsKey = await this.#secrets.get(keyName(id)).catch((error: unknown) => {
      const advice = 'Edit the connection: paste the key again, or give the path of its file.';
      throw unreadable('TLS key', advice, error);
    });
    return { password, tlsKey };
  }

  /**
   * Saves a new profile, or over an old one.
   *
   * @param password undefined keeps the stored one, null deletes it
   */
  async save(
    id: string | undefined,
    draft: ProfileDraft,
    password: string | null | undefined,
  ): Promise<Profile> {
    if (id !== undefined) this.get(id);
    const kept = id ?? crypto.randomUUID();
    // The secrets first: a profile without its password would fail with a riddle.
    await this.#setPassword(kept, password);
    const profile: Profile = { ...draft, id: kept, target: await this.#keepKey(kept, draft.target) };
    if (this.#temporary.has(profile.id)) this.#temporary.set(profile.id, profile);
    else {
      const others = this.#store.profiles.filter(other => other.id !== profile.id);
      const position = this.#store.profiles.findIndex(other => other.id === profile.id);
      await this.#store.setProfiles(others.toSpliced(position < 0 ? others.length : position, 0, profile));
    }
    this.changes.notify();
    return profile;
  }

  /** A profile that is forgotten when Millrace ends. */
  addTemporary(draft: ProfileDraft): Profile {
    const profile: Profile = { ...draft, id: crypto.randomUUID() };
    this.#temporary.set(profile.id, profile);
    this.changes.notify();
    return profile;
  }

  async remove(id: string): Promise<void> {
    this.get(id);
    await this.#setPassword(id, null);
    await this.#secrets.delete(keyName(id));
    if (!this.#temporary.delete(id))
      await this.#store.setProfiles(this.#store.profiles.filter(profile => profile.id !== id));
    this.changes.notify();
  }

  async #moveKey(id: string): Promise<void> {
    const profile = this.get(id);
    await this.save(id, profile, undefined);
  }

  /** The target with a pasted key taken out. */
  async #keepKey(id: string, target: Target): Promise<Target> {
    const pasted = pastedKey(target);
    if (target.tls && pasted !== undefined) {
      await this.#secrets.set(keyName(id), pasted);
      return { ...target, tls: { ...target.tls, key: KEPT_KEY } };
    }
    if (target.tls?.key !== KEPT_KEY) await this.#secrets.delete(keyName(id));
    return target;
  }

  async #setPassword(id: string, password: string | null | undefined): Promise<void> {
    if (password === undefined) return;
    if (password === null || password === '') {
      await this.#secrets.delete(secretName(id));
      this.#withPassword.delete(id);
    } else {
      await this.#secrets.set(secretName(id), password);
      this.#withPassword.add(id);
    }
  }
}

function unreadable(what: string, advice: string, error: unknown): MillraceError {
  const why = error instanceof Error ? error.message : String(error);
  const message = `The ${what} of this connection cannot be read: ${why}. ${advice}`;
  return new MillraceError(
    'connect-failed',
    message,
    { stage: 'input', raw: why, final: true },
    { cause: error },
  );
}

function keyName(id: string): string {
  return `tls key of connection ${id}`;
}

function secretName(id: string): string {
  return `connection ${id}`;
}
