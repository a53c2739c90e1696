import { spawn } from 'node:child_process';
import { accessSync, constants, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

/** A browser that has not read the page by then will not. */
const PAGE_KEPT_MS = 60_000;

/**
 * Opens the page in a window without tabs, where there is a display and a browser of the Chromium family. Its arguments, which every user of
 * the machine can read, name a file that only this user can read and that leads on to the address.
 *
 * @param url with a token that is good once
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
  const page = await writeLeadingPage(url);
  const child = spawn(browser, [`--app=${page}`, ...asRoot], { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('spawn', () => resolve(undefined));
  });
}

/** @returns the file's own address */
async function writeLeadingPage(url: string): Promise<string> {
  // mkdtemp makes a folder of mode 0700 that did not exist.
  const folder = await mkdtemp(join(tmpdir(), 'millrace-open-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  setTimeout(() => void remove(), PAGE_KEPT_MS).unref();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'millrace.html');
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><title>Millrace</title><meta http-equiv="refresh" content="0; url=${url}">\n`,
    { mode: 0o600 },
  );
  return pathToFileURL(file).href;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
