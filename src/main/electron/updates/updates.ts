import type { MessageBoxOptions } from 'electron';
import type { Updater } from './updater.ts';
import { updateProblem } from './update-problem.ts';

export interface UpdatesOptions {
  /** The version that runs. */
  version: string;
  /** The version that the feed offers, if it is newer. */
  newerVersion: () => Promise<string | undefined>;
  /** Why this copy cannot update itself, if it cannot. */
  whyNotInPlace: () => Promise<string | undefined>;
  openUpdater: () => Promise<Pick<Updater, 'download' | 'stop' | 'prepare' | 'installAndQuit'>>;
  /** Electron's message box; its answer is the position of the button. */
  ask: (options: MessageBoxOptions) => Promise<{ response: number }>;
  /** Electron's error box, for when there is no window any more. */
  showError: (title: string, content: string) => void;
  /** The page where all versions are. */
  visitReleases: () => void;
  /** How much of a download is there, 0 to 1; undefined where there is none. */
  showProgress: (fraction: number | undefined) => void;
  /** Something else stands in the menu. */
  changed: () => void;
  /** Quits as the person would: pipelines that run are asked about. */
  quit: () => void;
  log: (message: string) => void;
}

type OpenUpdater = Awaited<ReturnType<UpdatesOptions['openUpdater']>>;
interface Downloading {
  name: 'downloading';
  version: string;
  tenths: number;
  updater?: OpenUpdater;
  isStopped: boolean;
  /** Closes the box that asks whether to go on. */
  ended: AbortController;
  isAsking: boolean;
}
interface Ready {
  name: 'ready';
  version: string;
  updater: OpenUpdater;
  /** A person has said that it may be installed. */
  isAgreed: boolean;
  isAsking: boolean;
}
type State = { name: 'idle' | 'checking' } | Downloading | Ready;

/**
 * Newer versions of Millrace, as a person meets them: one item of the menu, and what it asks. Nothing is looked for, downloaded or installed
 * that was not asked for.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  #state: State = { name: 'idle' };
  #isRestart = false;

  constructor(options: UpdatesOptions) {
    this.#options = options;
  }

  /** What the item in the menu says. */
  get label(): string {
    const state = this.#state;
    if (state.name === 'downloading') return `Downloading Update (${state.tenths * 10} %)…`;
    return state.name === 'ready' ? 'Restart to Update…' : 'Check for Updates…';
  }

  /** Whether the end of Millrace, when it comes, is a restart. */
  get isRestart(): boolean {
    return this.#isRestart;
  }

  /** The item in the menu was pressed. */
  async press(): Promise<void> {
    const state = this.#state;
    if (state.name === 'idle') await this.#check();
    else if (state.name === 'downloading') await this.#offerStop(state);
    else if (state.name === 'ready') await this.#offerInstall(state);
  }

  /** Millrace goes on after all. What was agreed to is installed when it ends. */
  stay(): void {
    this.#isRestart = false;
  }

  /** Ends a download, without a word. */
  stop(): void {
    const state = this.#state;
    if (state.name !== 'downloading') return;
    state.isStopped = true;
    state.updater?.stop();
  }

  /**
   * Quits, and installs first what was agreed to.
   *
   * @param isAsked a person ended it; what the system ends has no time for that
   */
  leave(isAsked: boolean): void {
    const state = this.#state;
    if (!isAsked || state.name !== 'ready' || !state.isAgreed) return this.#options.quit();
    try {
      state.updater.installAndQuit(this.#isRestart);
    } catch (error) {
      this.#options.log(`The update was not installed: ${String(error)}`);
      this.#options.showError(
        `Millrace ${state.version} could not be installed`,
        `${updateProblem(error)}\n\nMillrace ${this.#options.version} is unchanged.`,
      );
      this.#options.quit();
    }
  }

  async #check(): Promise<void> {
    const { version: current, newerVersion, whyNotInPlace, ask, visitReleases } = this.#options;
    this.#become({ name: 'checking' });
    try {
      const newer = await newerVersion();
      if (newer === undefined) {
        await ask({ type: 'info', message: `Millrace ${current} is the newest version.` });
        return;
      }
      const whyNot = await whyNotInPlace();
      const buttons = ['Later', 'Open the download page', ...(whyNot === undefined ? ['Download'] : [])];
      const { response } = await ask({
        type: 'info',
        message: `Millrace ${newer} is available. This is ${current}.`,
        detail: whyNot ?? 'You decide when it is installed.',
        buttons,
        defaultId: buttons.length - 1,
        cancelId: 0,
      });
      if (response === 1) visitReleases();
      // Not awaited: it is in the menu from here on.
      if (response === 2) void this.#download(newer);
    } catch (error) {
      await this.#tell('Millrace could not check for updates.', error);
    } finally {
      if (this.#state.name === 'checking') this.#become({ name: 'idle' });
    }
  }

  async #download(offered: string): Promise<void> {
    const { openUpdater, showProgress, changed } = this.#options;
    const state: Downloading = {
      name: 'downloading',
      version: offered,
      tenths: 0,
      isStopped: false,
      ended: new AbortController(),
      isAsking: false,
    };
    this.#become(state);
    showProgress(0);
    const ended = (next: State) => {
      state.ended.abort();
      showProgress(undefined);
      this.#become(next);
    };
    try {
      const updater = await openUpdater();
      state.updater = updater;
      if (state.isStopped) return ended({ name: 'idle' });
      const version = await updater.download(fraction => {
        showProgress(fraction);
        const tenths = Math.floor(fraction * 10);
        // Not for every hundredth: a menu that is open closes when another one is set.
        if (tenths === state.tenths) return;
        state.tenths = tenths;
        changed();
      });
      const ready: Ready = { name: 'ready', version, updater, isAgreed: false, isAsking: false };
      ended(ready);
      await this.#offerInstall(ready);
    } catch (error) {
      ended({ name: 'idle' });
      if (!state.isStopped) await this.#tell('Millrace could not download the update.', error);
    }
  }

  async #offerStop(state: Downloading): Promise<void> {
    if (state.isAsking) return;
    state.isAsking = true;
    const { response } = await this.#options.ask({
      type: 'question',
      message: `Millrace ${state.version} is being downloaded.`,
      buttons: ['Continue', 'Stop the download'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal: state.ended.signal,
    });
    state.isAsking = false;
    if (response === 1) this.stop();
  }

  async #offerInstall(state: Ready): Promise<void> {
    if (state.isAsking) return;
    state.isAsking = true;
    const { response } = await this.#options.ask(state.isAgreed ? agreedBox(state) : readyBox(state));
    try {
      if (response !== 0 && !state.isAgreed) await state.updater.prepare();
    } catch (error) {
      this.#become({ name: 'idle' });
      return this.#tell('Millrace could not install the update.', error);
    }
    state.isAsking = false;
    if (response === 0) return;
    const isRestart = response === (state.isAgreed ? 1 : 2);
    state.isAgreed = true;
    if (!isRestart) return;
    this.#isRestart = true;
    this.#options.quit();
  }

  /** An error ends at the page where the version can be had otherwise. */
  async #tell(message: string, error: unknown): Promise<void> {
    this.#options.log(
      `${message} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    const { response } = await this.#options.ask({
      type: 'warning',
      message,
      detail: `${updateProblem(error)} Millrace ${this.#options.version} is unchanged.`,
      buttons: ['Close', 'Open the download page'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (response === 1) this.#options.visitReleases();
  }

  #become(state: State): void {
    this.#state = state;
    this.#options.changed();
  }
}

function readyBox({ version }: Ready): MessageBoxOptions {
  return {
    type: 'question',
    message: `Millrace ${version} is ready to be installed.`,
    detail: 'If pipelines are running, Millrace asks before it restarts. They continue where they stopped.',
    buttons: ['Later', 'Install when I quit', 'Restart to update'],
    defaultId: 2,
    cancelId: 0,
    noLink: true,
  };
}

function agreedBox({ version }: Ready): MessageBoxOptions {
  return {
    type: 'info',
    message: `Millrace ${version} will be installed when you quit.`,
    buttons: ['OK', 'Restart to update'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}
