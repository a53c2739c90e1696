import { z } from 'zod';
import { readVersioned, writeVersioned } from '#engine/settings/versioned-file.ts';
import { windowPlaceSchema, type WindowPlace } from './window-bounds.ts';

const VERSION = 1;
/** More are not opened again. */
const MAX_WINDOWS = 20;
const fileSchema = z.object({
  windows: z.array(windowPlaceSchema).max(MAX_WINDOWS).default([]),
});

/** While a window is dragged there are hundreds of places a second. */
const WRITE_AFTER_MS = 500;

/** What main itself remembers: where windows were. A convenience: what cannot be read or written is not worth a word. */
export class DesktopState {
  readonly #path: string;
  #content: z.infer<typeof fileSchema>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, content: z.infer<typeof fileSchema>) {
    this.#path = path;
    this.#content = content;
  }

  static async open(path: string): Promise<DesktopState> {
    const content = await readVersioned(path, VERSION, fileSchema).catch(() => undefined);
    return new DesktopState(path, content ?? fileSchema.parse({}));
  }

  get windows(): readonly WindowPlace[] {
    return this.#content.windows;
  }

  remember(windows: WindowPlace[]): void {
    this.#content = { ...this.#content, windows: windows.slice(0, MAX_WINDOWS) };
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS);
  }

  /** Resolves when the newest state is on disk, or cannot be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#timer !== undefined)
      this.#writing = this.#writing
        .then(() => writeVersioned(this.#path, VERSION, this.#content))
        .catch(() => {});
    this.#timer = undefined;
    return this.#writing;
  }
}
