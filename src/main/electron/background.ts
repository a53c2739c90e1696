import { Menu, nativeImage, Notification, powerSaveBlocker, Tray } from 'electron';
import type { PipelineEnd } from '#engine/host-services.ts';

export interface BackgroundOptions {
  /** Of the tray: a PNG. */
  icon: string;
  show: () => void;
  quit: () => void;
}

/**
 * What the system shows and does while pipelines run: it does not suspend the app; without a window there is an icon in the tray; and who is
 * elsewhere is told when one ends.
 */
export class Background {
  readonly #options: BackgroundOptions;
  #running = 0;
  #isHidden = false;
  #tray: Tray | undefined;
  #blocker: number | undefined;

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  get pipelinesRunning(): number {
    return this.#running;
  }

  set pipelinesRunning(running: number) {
    this.#running = running;
    this.#keepAwake(running > 0);
    this.#drawTray();
  }

  /** Whether there is no window: what runs then is shown in the tray. */
  set isHidden(isHidden: boolean) {
    this.#isHidden = isHidden;
    this.#drawTray();
  }

  /** @param isWatched a window of ours has the person's attention: what it shows need not be said twice */
  pipelineEnded({ name, error }: PipelineEnd, isWatched: boolean): void {
    if (isWatched || !Notification.isSupported()) return;
    const notification = new Notification({
      title: error === null ? `${name} has finished` : `${name} has stopped`,
      body: error ?? 'Its source has no more events.',
    });
    notification.on('click', () => this.#options.show());
    notification.show();
  }

  end(): void {
    this.#keepAwake(false);
    this.#tray?.destroy();
    this.#tray = undefined;
  }

  #keepAwake(yes: boolean): void {
    if (yes) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }

  #drawTray(): void {
    if (!this.#isHidden) {
      this.#tray?.destroy();
      this.#tray = undefined;
      return;
    }
    if (!this.#tray) {
      this.#tray = new Tray(nativeImage.createFromPath(this.#options.icon).resize({ width: 18, height: 18 }));
      this.#tray.on('click', () => this.#options.show());
    }
    const text =
      this.#running === 1
        ? '1 pipeline is running'
        : this.#running === 0
          ? 'No pipeline is running'
          : `${this.#running} pipelines are running`;
    this.#tray.setToolTip(`Millrace: ${text}`);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: text, enabled: false },
        { type: 'separator' },
        { label: 'Open Millrace', click: () => this.#options.show() },
        { label: 'Quit', click: () => this.#options.quit() },
      ]),
    );
  }
}
