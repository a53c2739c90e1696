import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dialog } from 'electron';

const FETCH_LIMIT_MS = 10_000;

/**
 * The address of the feed that this build was made with; undefined for one without. electron-builder writes it beside the app, as
 * `app-update.yml`: https://www.electron.build/publish
 */
export async function updateFeed(resourcesPath: string): Promise<string | undefined> {
  const text = await readFile(join(resourcesPath, 'app-update.yml'), 'utf8').catch(() => '');
  const url = value(text, 'url');
  return url !== undefined && URL.canParse(url) && new URL(url).protocol === 'https:' ? url : undefined;
}

/**
 * The version that the feed offers to this system.
 *
 * @returns undefined where that is no newer one
 * @throws where it cannot be read
 */
export async function newerVersion(
  feed: string,
  current: string,
  platform: NodeJS.Platform,
  fetchText: (url: string) => Promise<string> = fetchFeed,
): Promise<string | undefined> {
  const suffix = platform === 'darwin' ? '-mac' : platform === 'linux' ? '-linux' : '';
  const offered = value(await fetchText(`${feed.replace(/\/$/, '')}/latest${suffix}.yml`), 'version');
  if (offered === undefined || !/^\d+\.\d+\.\d+$/.test(offered))
    throw new Error('The update feed names no version.');
  return isNewer(offered, current) ? offered : undefined;
}

async function fetchFeed(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_LIMIT_MS) });
  if (!answer.ok) throw new Error(`The update feed answers ${answer.status}.`);
  return answer.text();
}

/** A top-level scalar of the little YAML that electron-builder writes. */
function value(yaml: string, key: string): string | undefined {
  return new RegExp(`^${key}:\\s*['"]?([^'"\\s]+)`, 'm').exec(yaml)?.[1];
}

function isNewer(offered: string, current: string): boolean {
  const numbers = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
  const [theirs, ours] = [numbers(offered), numbers(current)];
  const at = theirs.findIndex((number, index) => number !== ours[index]);
  return at >= 0 && theirs[at]! > ours[at]!;
}

/** Looks for a newer version and says what it found; where to get one is a page of the project. */
export async function offerUpdate(
  feed: string,
  current: string,
  dialog: Pick<Dialog, 'showMessageBox'>,
  visitReleases: () => void,
): Promise<void> {
  try {
    const newer = await newerVersion(feed, current, process.platform);
    if (newer === undefined) {
      await dialog.showMessageBox({ type: 'info', message: `Millrace ${current} is the newest version.` });
      return;
    }
    const { response } = await dialog.showMessageBox({
      type: 'info',
      message: `Millrace ${newer} is available. This is ${current}.`,
      buttons: ['Later', 'Open the download page'],
      defaultId: 1,
      cancelId: 0,
    });
    if (response === 1) visitReleases();
  } catch (error) {
    await dialog.showMessageBox({
      type: 'warning',
      message: 'Millrace could not check for updates.',
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}
