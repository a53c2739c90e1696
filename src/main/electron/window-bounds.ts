import { z } from 'zod';

/** In device-independent pixels, as Electron gives and takes them. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
/** A window as it is remembered: where it was, and what it showed (`#/streams/...`). */
export const windowPlaceSchema = z.object({
  bounds: rectangle,
  maximized: z.boolean(),
  address: z.string().startsWith('#').or(z.literal('')),
});
export type WindowPlace = z.infer<typeof windowPlaceSchema>;

const MIN_WIDTH = 960;
const MIN_HEIGHT = 640;
const DEFAULT_WIDTH = 1440;
const DEFAULT_HEIGHT = 900;
/** So much of a remembered window must be on a screen for it to be found there. */
const VISIBLE = 100;
/** A second window stands beside the first, not on it. */
const STEP = 32;

/**
 * Where to open a window: where it was, if enough of that is still on a screen; else centred on the first one. All of it is on that screen,
 * and so its title bar can be taken hold of; a screen that is smaller than Millrace likes has all of the window that fits.
 *
 * @param workAreas of all screens, the primary one first; a screen left of or above it has negative positions
 * @param beside where the window is that it was opened from
 */
export function placeWindow(
  remembered: Rectangle | undefined,
  workAreas: readonly Rectangle[],
  beside?: Rectangle,
): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT };
  const wanted = remembered ?? (beside && { ...beside, x: beside.x + STEP, y: beside.y + STEP });
  const area = wanted && mostCovered(wanted, workAreas);
  return area ? fit(wanted, area) : fit(centred(primary), primary);
}

/** The least size that a window on this screen may be given. */
export function leastSize(area: Rectangle): { minWidth: number; minHeight: number } {
  return { minWidth: Math.min(MIN_WIDTH, area.width), minHeight: Math.min(MIN_HEIGHT, area.height) };
}

function centred(area: Rectangle): Rectangle {
  const width = Math.min(DEFAULT_WIDTH, area.width);
  const height = Math.min(DEFAULT_HEIGHT, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

function fit(wanted: Rectangle, area: Rectangle): Rectangle {
  const { minWidth, minHeight } = leastSize(area);
  const width = clamp(wanted.width, minWidth, area.width);
  const height = clamp(wanted.height, minHeight, area.height);
  return {
    x: clamp(wanted.x, area.x, area.x + area.width - width),
    y: clamp(wanted.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

/** The screen that shows most of it; undefined where none shows enough. */
function mostCovered(wanted: Rectangle, areas: readonly Rectangle[]): Rectangle | undefined {
  let most = 0;
  let best: Rectangle | undefined;
  for (const area of areas) {
    const width = Math.min(wanted.x + wanted.width, area.x + area.width) - Math.max(wanted.x, area.x);
    const height = Math.min(wanted.y + wanted.height, area.y + area.height) - Math.max(wanted.y, area.y);
    if (width < VISIBLE || height < VISIBLE || width * height <= most) continue;
    most = width * height;
    best = area;
  }
  return best;
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.max(low, Math.min(high, value)));
}
