import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { findOnPath } from '#engine/connections/sandbox/find-on-path.ts';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Opens the page in a window without tabs, where there is a display and a browser of the Chromium family.
 *
 * @returns why not, or undefined when it was opened
 */
export async function openWindow(
  url: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const isHeadless = process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY;
  if (isHeadless) return 'there is no display';
  const browser = env.MILLRACE_CHROMIUM || findOnPath(names, env) || places.find(isExecutable);
  if (!browser) return 'no Chromium, Chrome or Edge was found';
  // Chromium refuses its sandbox to root, and with it to start.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(browser, [`--app=${url}`, ...asRoot], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('spawn', () => resolve(undefined));
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
