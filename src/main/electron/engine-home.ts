import type { MessagePortMain, UtilityProcess } from 'electron';
import { startEngine, type Engine } from '#engine/engine.ts';
import type { HostServices } from '#engine/host-services.ts';
import { answerSecret, type HostFacts, type ToEngine, type ToMain } from './host-link.ts';
import { messagePortChannel } from './message-port-channel.ts';

/** So many deaths within the window mean that a process of its own does not work here. */
const MAX_DEATHS = 3;
const DEATHS_WINDOW_MS = 60_000;
const STOP_TIMEOUT_MS = 4_500;

export interface EngineHomeOptions {
  host: HostServices;
  development: boolean;
  /** Starts the engine's process; throws where that is impossible. */
  fork: () => UtilityProcess;
  log: (message: string) => void;
  now?: () => number;
}

/**
 * Decides where the engine lives: in a process of its own, restarted when it dies; in main itself when that cannot start or keeps dying.
 * The pages of an engine that died see their port close and ask for a new one.
 */
export class EngineHome {
  readonly #options: EngineHomeOptions;
  readonly #deaths: number[] = [];
  #child: UtilityProcess | undefined;
  #inMain: Promise<Engine> | undefined;
  #stopping = false;
  #pipelinesRunning = 0;

  constructor(options: EngineHomeOptions) {
    this.#options = options;
    this.#start();
  }

  /** Pipelines that end with the engine. */
  get pipelinesRunning(): number {
    return this.#pipelinesRunning;
  }

  /** Serves the page at the far end of this port. */
  serve(port: MessagePortMain): void {
    if (this.#inMain)
      this.#inMain.then(engine => engine.serve(messagePortChannel(port))).catch(() => port.close());
    else this.#say({ type: 'page' }, [port]);
  }

  /** Ends the engine in order; by force when that takes too long. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#inMain) return this.#inMain.then(engine => engine.close()).catch(() => {});
    const child = this.#child;
    if (!child) return;
    const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
    this.#say({ type: 'stop' });
    const timer = setTimeout(() => child.kill(), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
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
    child.on('message', (message: ToMain) => this.#receive(message));
    child.once('exit', code => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#pipelinesRunning = 0;
      if (!this.#stopping) this.#died(code);
    });
    const { kind, version, fallback, settingsFolder, secrets } = this.#options.host;
    const host: HostFacts = { kind, version, fallback, settingsFolder, secretsInfo: secrets.info };
    this.#say({ type: 'start', host, development: this.#options.development });
  }

  #died(code: number): void {
    const now = (this.#options.now ?? Date.now)();
    this.#deaths.push(now);
    while (now - this.#deaths[0]! > DEATHS_WINDOW_MS) this.#deaths.shift();
    this.#options.log(`The engine's process ended with code ${code}.`);
    if (this.#deaths.length >= MAX_DEATHS) this.#moveIntoMain('it died three times within a minute');
    else this.#start();
  }

  #moveIntoMain(why: string): void {
    this.#options.log(`The engine runs in the main process from here on: ${why}.`);
    this.#child = undefined;
    const pipelinesRunning = (count: number) => {
      this.#pipelinesRunning = count;
    };
    this.#inMain = startEngine(
      { ...this.#options.host, pipelinesRunning },
      {
        validateOutputs: this.#options.development,
        log: message => this.#options.log(message),
      },
    );
    this.#inMain.catch((error: Error) => this.#options.log(`The engine could not start: ${error.message}`));
  }

  #receive(message: ToMain): void {
    if (message.type === 'pipelines') this.#pipelinesRunning = message.running;
    if (message.type === 'secret')
      void answerSecret(this.#options.host.secrets, message).then(answer => this.#say(answer));
  }

  #say(message: ToEngine, ports?: MessagePortMain[]): void {
    this.#child?.postMessage(message, ports);
  }
}
