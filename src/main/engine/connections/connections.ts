import type {
  ConnectionsOverview,
  Discovery,
  OpenConnection,
  Profile,
  ProfileDraft,
} from '#shared/contract/connections.ts';
import { addressText } from '#shared/redis/target-text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import { pastedKey } from './connection-secrets.ts';
import { Connection } from './connection.ts';
import { discover, toDiscovery, type FoundServer } from './discovery/discover.ts';
import type { Profiles } from './profiles.ts';
import { OpeningWatch } from './opening-watch.ts';
import { SandboxKeeper } from './sandbox/sandbox-keeper.ts';

const COLORS = 8;
const HELD =
  'Millrace crashed while opening this connection at its last start. Press Retry now to open it anyway.';

/** The open connections, what can be opened, and the sandbox. */
export class Connections {
  readonly changes = new Changes();
  readonly #profiles: Profiles;
  readonly #open = new Map<string, Connection>();
  readonly #sandbox: SandboxKeeper;
  readonly #watch: OpeningWatch;
  #found: FoundServer[] = [];
  #isShutDown = false;
  #firstRun: ConnectionsOverview['firstRun'] = 'none';

  constructor(profiles: Profiles) {
    this.#profiles = profiles;
    this.#watch = new OpeningWatch(profiles);
    this.#sandbox = new SandboxKeeper({
      started: port => this.#adoptSandbox(port),
      ended: profileId => this.#forgetSandbox(profileId),
    });
    profiles.changes.subscribe(() => this.changes.notify());
    this.#sandbox.changes.subscribe(() => this.changes.notify());
  }

  overview(): ConnectionsOverview {
    return {
      profiles: this.#profiles.all,
      withPassword: this.#profiles.withPassword,
      open: [...this.#open].map(([profileId, { state, server, health }]): OpenConnection => ({
        profileId,
        state,
        server,
        health,
      })),
      sandbox: this.#sandbox.state,
      firstRun: this.#firstRun,
    };
  }

  /** @throws {MillraceError} `not-found` when it is not open */
  get(id: string): Connection {
    const connection = this.#open.get(id);
    if (!connection)
      throw new MillraceError('not-found', 'This connection is not open. Open it from the connection menu.');
    return connection;
  }

  /** What is in the server of this connection ends with Millrace. */
  isSandbox(id: string): boolean {
    const { state } = this.#sandbox;
    return state.state === 'running' && state.profileId === id;
  }

  /** @param held why it waits for a person before it connects */
  open(id: string, held?: string): Connection {
    const known = this.#open.get(id);
    if (known) return known;
    const { target } = this.#profiles.get(id);
    const connection = new Connection({ id, target, secrets: () => this.#profiles.secrets(id), held });
    this.#open.set(id, connection);
    this.#rememberOpen();
    connection.changes.subscribe(() => this.changes.notify());
    this.changes.notify();
    return connection;
  }

  close(id: string): void {
    const connection = this.#open.get(id);
    this.#open.delete(id);
    connection?.close();
    this.#rememberOpen();
    this.changes.notify();
  }

  async save(
    id: string | undefined,
    draft: ProfileDraft,
    password: string | null | undefined,
  ): Promise<Profile> {
    const profile = await this.#profiles.save(id, draft, password);
    if (
      this.#open.has(profile.id) &&
      this.#needsReopening(profile, password, pastedKey(draft.target) !== undefined)
    ) {
      this.close(profile.id);
      this.open(profile.id);
    }
    return profile;
  }

  async remove(id: string): Promise<void> {
    this.close(id);
    await this.#profiles.remove(id);
  }

  async *discover(): AsyncGenerator<Discovery> {
    for await (const progress of discover()) {
      this.#found = progress.servers;
      yield toDiscovery(progress);
    }
  }

  /** Saves a found server as a profile, unless one has its address, and opens it. */
  async adopt(findingId: string): Promise<Profile> {
    const found = this.#found.find(({ finding }) => finding.id === findingId);
    if (!found) throw new MillraceError('not-found', 'This server was not in the last search. Search again.');
    const { finding, password } = found;
    const address = addressText(finding.target.address);
    const known = this.#profiles.all.find(profile => addressText(profile.target.address) === address);
    const profile =
      known ?? (await this.#profiles.save(undefined, this.#draftOf(finding.label, finding.target), password));
    this.open(profile.id);
    return profile;
  }

  /** Opens again what was open when Millrace ended; what the last start ended with waits for a person. */
  async reopen(): Promise<void> {
    const ids = this.#profiles.open;
    const suspects = await this.#watch.begin(ids);
    for (const id of ids) this.#watch.follow(this.open(id, suspects.has(id) ? HELD : undefined));
  }

  /** What happens at a start with no saved connection: one server found is opened; none starts the sandbox. */
  async firstRun(): Promise<void> {
    this.#setFirstRun('pending');
    let found: Discovery['findings'] = [];
    for await (const discovery of this.discover()) found = discovery.findings;
    if (this.#isShutDown) return;
    if (found.length === 0) {
      this.#setFirstRun('sandbox');
      await this.#sandbox.start();
      return;
    }
    this.#setFirstRun('found');
    // Several are a choice, and a choice is a person's.
    const ready = found.filter(finding => finding.note !== 'wants a password' || finding.hasPassword);
    if (ready.length === 1) await this.adopt(ready[0]!.id);
  }

  /** Saves nothing: a profile of this run for a server named at the start. */
  async openNamed(name: string, target: Profile['target'], password: string | undefined): Promise<Profile> {
    const profile = this.#profiles.addTemporary(this.#draftOf(name, target));
    if (password !== undefined) await this.#profiles.save(profile.id, profile, password);
    this.open(profile.id);
    return profile;
  }

  startSandbox(): Promise<void> {
    return this.#sandbox.start();
  }

  stopSandbox(): Promise<void> {
    return this.#sandbox.stop();
  }

  async shutdown(): Promise<void> {
    this.#isShutDown = true;
    const open = [...this.#open.values()];
    for (const connection of open) connection.close();
    this.#open.clear();
    await Promise.all(open.map(({ closed }) => closed));
    await this.#watch.end();
    await this.#sandbox.close();
  }

  #needsReopening(profile: Profile, password: string | null | undefined, keyPasted: boolean): boolean {
    return (
      password !== undefined ||
      keyPasted ||
      JSON.stringify(this.get(profile.id).target) !== JSON.stringify(profile.target)
    );
  }

  #draftOf(name: string, target: Profile['target']): ProfileDraft {
    return { name, color: (this.#profiles.all.length % COLORS) + 1, environment: 'local', target };
  }

  #adoptSandbox(port: number): string {
    const draft = this.#draftOf('sandbox', sandboxTarget(port));
    const { id } = this.#profiles.addTemporary(draft);
    this.open(id);
    return id;
  }

  #forgetSandbox(profileId: string): void {
    this.close(profileId);
    void this.#profiles.remove(profileId);
  }

  #rememberOpen(): void {
    void this.#profiles.setOpen([...this.#open.keys()]);
  }

  #setFirstRun(state: ConnectionsOverview['firstRun']): void {
    this.#firstRun = state;
    this.changes.notify();
  }
}

function sandboxTarget(port: number): Profile['target'] {
  return {
    address: { kind: 'tcp', host: '127.0.0.1', port },
    username: '',
    db: 0,
    tls: null,
    connectTimeoutMs: 5_000,
    commandTimeoutMs: 30_000,
  };
}
