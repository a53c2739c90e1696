import type { MessagePortMain, UtilityProcess } from 'electron';
import type { Engine, EngineOptions } from '#engine/engine.ts';
import type { HostServices } from '#engine/host-services.ts';
import type { NamedTarget } from '#engine/connections/environment.ts';
import type { OpenRequest } from '#engine/open-requests.ts';
import { hostEvents, type HostEvents } from './host-events.ts';
import { answerSecret, type HostEvent, type HostFacts, type ToEngine, type ToMain } from './host-link.ts';
import { messagePortChannel } from './message-port-channel.ts';

/** So many deaths within the window mean that a process of its own does not work here. */
const MAX_DEATHS = 3;
const DEATHS_WINDOW_MS = 60_000;
/** A process that is not there by then will not come: Electron may say nothing at all when it could not be launched. */
const SPAWN_LIMIT_MS = 15_000;
const STOP_TIMEOUT_MS = 4_500;
/** From its kill to its exit. */
const KILL_TIMEOUT_MS = 1_000;

export interface EngineHomeOptions {
  /** What the engine is told of its host. It may take its time: a keychain may ask its person for a password. */
  host: Promise<Omit<HostServices, keyof HostEvents>>;
  /** Told what the engine says to its host, wherever it lives. */
  heard: (event: HostEvent) => void;
  development: boolean;
  redis?: NamedTarget | undefined;
  /** Starts the engine's process. It throws for wrong arguments alone; what goes wrong later is told by events. */
  fork: () => UtilityProcess;
  /** Loads the engine into main; only where no process can be had. */
  loadEngine: () => Promise<{
    startEngine: (host: HostServices, options: EngineOptions) => Promise<Engine>;
  }>;
  log: (message: string) => void;
  now?: () => number;
}

/** What Electron's `child-process-gone` says of a child. */
interface GoneProcess {
  type: string;
  reason: string;
  name?: string;
  exitCode: number;
}

/** Under which name Electron knows the engine's process. */
export const ENGINE_SERVICE = 'Millrace engine';

/**
 * Decides where the engine lives: in a process of its own, restarted when it dies; in main itself when that cannot start or keeps dying.
 * The pages of an engine that died see their port close and ask for a new one.
 */
export class EngineHome {
  readonly #options: EngineHomeOptions;
  readonly #deaths: number[] = [];
  #child: UtilityProcess | undefined;
  #hasSpawned = false;
  #spawnLimit: NodeJS.Timeout | undefined;
  /** What the child is told once it has been started; before that it knows nobody. */
  #held: { message: ToEngine; ports: MessagePortMain[] }[] | undefined;
  #inMain: Promise<Engine> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: EngineHomeOptions) {
    this.#options = options;
    this.#start();
  }

  /** Serves the page at the far end of this port. */
  serve(port: MessagePortMain): void {
    if (this.#inMain)
      this.#inMain.then(engine => engine.serve(messagePortChannel(port))).catch(() => port.close());
    else this.#say({ type: 'page' }, [port]);
  }

  /** Has the next page show what a person opened. */
  open(request: OpenRequest): void {
    if (this.#inMain) this.#inMain.then(engine => engine.open(request)).catch(() => {});
    else this.#say({ type: 'open', request });
  }

  /** Electron says that a child process has gone, also one that never came. */
  childProcessGone({ type, reason, name, exitCode }: GoneProcess): void {
    if (type !== 'Utility' || name !== ENGINE_SERVICE) return;
    // One that was there has said so by its exit, before this comes: it is not of the one that was started since.
    if (reason !== 'launch-failed' || !this.#child || this.#hasSpawned) return;
    this.#giveUpChild(`it could not be launched (${reason}, code ${exitCode})`);
  }

  /** Ends the engine in order; by force when that takes too long. It always resolves. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#spawnLimit);
    if (this.#inMain)
      return within(
        STOP_TIMEOUT_MS,
        this.#inMain.then(engine => engine.close()),
      );
    const child = this.#child;
    if (!child) return;
    const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
    if (this.#hasSpawned) {
      this.#say({ type: 'stop' });
      await within(STOP_TIMEOUT_MS, exited);
    }
    if (this.#child !== child) return;
    child.kill();
    await within(KILL_TIMEOUT_MS, exited);
  }

  #start(): void {
    let child: UtilityProcess;
    try {
      child = this.#options.fork();
    } catch (error) {
      this.#moveIntoMain(`it cannot start (${(error as Error).message})`);
      return;
    }
    this.#child = child;
    this.#hasSpawned = false;
    this.#held = [];
    child.on('message', (message: ToMain) => this.#receive(child, message));
    child.once('spawn', () => {
      this.#hasSpawned = true;
      clearTimeout(this.#spawnLimit);
    });
    child.on('error', (type, location) => this.#options.log(`The engine's process: ${type} at ${location}`));
    child.once('exit', code => this.#exited(child, code));
    this.#spawnLimit = setTimeout(() => {
      if (this.#child === child) this.#giveUpChild('it did not start in time');
    }, SPAWN_LIMIT_MS);
    void this.#options.host.then(host => this.#tellStart(child, host));
  }

  #tellStart(child: UtilityProcess, host: Omit<HostServices, keyof HostEvents>): void {
    if (this.#child !== child || this.#stopped) return;
    const { kind, version, fallback, settingsFolder, secrets } = host;
    const facts: HostFacts = { kind, version, fallback, settingsFolder, secretsInfo: secrets.info };
    const held = this.#held ?? [];
    this.#held = undefined;
    const { development, redis } = this.#options;
    this.#say({ type: 'start', host: facts, development, redis });
    for (const { message, ports } of held) this.#say(message, ports);
  }

  #exited(child: UtilityProcess, code: number): void {
    if (this.#child !== child) return;
    clearTimeout(this.#spawnLimit);
    this.#forgetChild();
    if (this.#stopped) return;
    this.#options.log(`The engine's process ended with code ${code}.`);
    const now = (this.#options.now ?? Date.now)();
    this.#deaths.push(now);
    while (now - this.#deaths[0]! > DEATHS_WINDOW_MS) this.#deaths.shift();
    if (this.#deaths.length >= MAX_DEATHS) this.#moveIntoMain('it died three times within a minute');
    else this.#start();
  }

  /** A process that does not come is not waited for. */
  #giveUpChild(why: string): void {
    clearTimeout(this.#spawnLimit);
    const child = this.#child;
    // Their pages ask again when the port closes.
    for (const { ports } of this.#held ?? []) for (const port of ports) port.close();
    this.#forgetChild();
    child?.kill();
    if (!this.#stopped) this.#moveIntoMain(why);
  }

  #forgetChild(): void {
    this.#child = undefined;
    this.#held = undefined;
    this.#options.heard({ type: 'pipelines', running: 0 });
  }

  #moveIntoMain(why: string): void {
    const { log, development, redis, heard } = this.#options;
    log(`The engine runs in the main process from here on: ${why}.`);
    this.#inMain = Promise.all([this.#options.loadEngine(), this.#options.host]).then(
      ([{ startEngine }, host]) =>
        startEngine(
          { ...host, ...hostEvents(heard) },
          { validateOutputs: development, redis, log: message => log(message) },
        ),
    );
    this.#inMain.catch((error: unknown) =>
      log(`The engine could not start: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  #receive(child: UtilityProcess, message: ToMain): void {
    if (this.#child !== child) return;
    switch (message.type) {
      case 'secret':
        void this.#options.host
          .then(({ secrets }) => answerSecret(secrets, message))
          .then(answer => this.#child === child && this.#say(answer));
        return;
      case 'stopped':
        return;
      default:
        this.#options.heard(message);
    }
  }

  #say(message: ToEngine, ports: MessagePortMain[] = []): void {
    if (this.#held && message.type !== 'stop') this.#held.push({ message, ports });
    else if (this.#child) this.#child.postMessage(message, ports);
    else for (const port of ports) port.close();
  }
}

/** Resolves with it, however it ends, and at the limit at the latest. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>(resolve => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([work.then(() => {}).catch(() => {}), limit]);
  clearTimeout(timer);
}
