import type { Profile, ProfileDraft } from '#shared/contract/connections.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import type { SecretStore } from '../host-services.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** Saved connections, and those of this run only (the sandbox's). Their passwords are in the host's secret store. */
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
    for (const { id } of store.profiles) {
      if ((await profiles.password(id)) !== undefined) profiles.#withPassword.add(id);
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
    if (!profile) throw new MillraceError('not-found', 'This connection is not saved any more.');
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

  async password(id: string): Promise<string | undefined> {
    return this.#secrets.get(secretName(id));
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
    const profile: Profile = { ...draft, id: id ?? crypto.randomUUID() };
    if (id !== undefined) this.get(id);
    // The secret first: a profile without its password would fail with a riddle.
    await this.#setPassword(profile.id, password);
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
    if (!this.#temporary.delete(id))
      await this.#store.setProfiles(this.#store.profiles.filter(profile => profile.id !== id));
    this.changes.notify();
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

function secretName(id: string): string {
  return `connection ${id}`;
}
