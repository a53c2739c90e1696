import type { App, MessageBoxOptions } from 'electron';

const CANCEL = 0;
const KEEP = 1;

export interface QuittingOptions {
  app: Pick<App, 'on' | 'quit'>;
  pipelinesRunning: () => number;
  /** Electron's message box; its answer is the position of the button. */
  ask: (options: MessageBoxOptions) => Promise<{ response: number }>;
  /** It ends now: windows that close from here on stay remembered. */
  ending: () => void;
  /** Opens a window again, when all were closed. */
  reopen: () => void;
  /** Goes on without windows. */
  goOnInBackground: () => void;
  /** Ends the engine and writes what is to be kept. It never rejects. */
  stop: () => Promise<void>;
  /** Whether the end is a restart. */
  isRestart: () => boolean;
  /** Millrace goes on: the person took it back, or pipelines run without a window. */
  stay: () => void;
  /** Quits, after all that: `isAsked` where a person wanted it, and not the system. */
  leave: (isAsked: boolean) => void;
}

/**
 * How Millrace ends. A person is asked first while pipelines run, however they ask for it: the last window closed, Quit in the menu, Cmd+Q.
 * A signal and the end of the session ask nobody. Either way the engine ends in order before the process does.
 */
export class Quitting {
  readonly #options: QuittingOptions;
  #isDecided = false;
  #isForced = false;
  #isAsking = false;
  #isStopped = false;
  #isInBackground = false;

  constructor(options: QuittingOptions) {
    this.#options = options;
    const { app } = options;
    app.on('before-quit', event => {
      if (this.#isDecided || options.pipelinesRunning() === 0) return this.#decide();
      event.preventDefault();
      void this.#ask(true);
    });
    app.on('window-all-closed', () => {
      if (this.#isDecided || this.#isInBackground) return;
      if (options.pipelinesRunning() === 0) app.quit();
      else void this.#ask(false);
    });
    app.on('will-quit', event => {
      if (this.#isStopped) return;
      event.preventDefault();
      void options.stop().then(() => {
        this.#isStopped = true;
        options.leave(!this.#isForced);
      });
    });
  }

  /** A signal, or the end of the session: it ends, and nobody is asked. */
  now(): void {
    this.#isForced = true;
    this.#decide();
    this.#options.app.quit();
  }

  /** A window is open again: its close asks again. */
  leaveBackground(): void {
    this.#isInBackground = false;
  }

  get isInBackground(): boolean {
    return this.#isInBackground;
  }

  #decide(): void {
    if (this.#isDecided) return;
    this.#isDecided = true;
    this.#options.ending();
  }

  /** @param canCancel while a window is open there is something to go back to */
  async #ask(canCancel: boolean): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const running = this.#options.pipelinesRunning();
    const { response } = await this.#options.ask({
      type: 'question',
      message: running === 1 ? 'A pipeline is running.' : `${running} pipelines are running.`,
      detail:
        'Pipelines can keep running without a window: Millrace then shows an icon in the tray. If you stop them, Millrace saves their state, and they continue from there when it starts again.',
      buttons: [
        canCancel ? 'Cancel' : 'Open a window again',
        'Keep running in the background',
        this.#options.isRestart() ? 'Stop and restart' : 'Stop and quit',
      ],
      defaultId: KEEP,
      cancelId: canCancel ? CANCEL : KEEP,
      noLink: true,
    });
    this.#isAsking = false;
    // A signal may have come meanwhile.
    if (this.#isDecided) return;
    if (response === CANCEL) {
      this.#options.stay();
      if (!canCancel) this.#options.reopen();
    } else if (response === KEEP) {
      this.#options.stay();
      this.#isInBackground = true;
      this.#options.goOnInBackground();
    } else {
      this.#decide();
      this.#options.app.quit();
    }
  }
}
