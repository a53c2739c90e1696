import { z } from 'zod';

/** In device-independent pixels, as Electron gives and takes them. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export const windowStateSchema = z.object({ bounds: rectangle, maximized: z.boolean() });
export type WindowState = z.infer<typeof windowStateSchema>;

export const MIN_WIDTH = 960;
export const MIN_HEIGHT = 640;
const DEFAULT_WIDTH = 1440;
const DEFAULT_HEIGHT = 900;
/** So much of a remembered window must be on a screen for it to be found there. */
const VISIBLE = 100;

/**
 * Where to open a window: where it was, if enough of that is still on a screen; else centred on the first screen.
 *
 * @param workAreas of all screens, the primary one first
 */
export function placeWindow(remembered: Rectangle | undefined, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT };
  if (remembered && workAreas.some(area => overlap(remembered, area))) {
    return {
      ...remembered,
      width: Math.max(MIN_WIDTH, remembered.width),
      height: Math.max(MIN_HEIGHT, remembered.height),
    };
  }
  const width = Math.max(MIN_WIDTH, Math.min(DEFAULT_WIDTH, primary.width));
  const height = Math.max(MIN_HEIGHT, Math.min(DEFAULT_HEIGHT, primary.height));
  return {
    x: Math.max(primary.x, primary.x + Math.round((primary.width - width) / 2)),
    y: Math.max(primary.y, primary.y + Math.round((primary.height - height) / 2)),
    width,
    height,
  };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width >= VISIBLE && height >= VISIBLE;
}
