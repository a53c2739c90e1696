import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readText, UpdateError, type Fetch } from './transfer.ts';

/** What decides which file of a feed is the one to read. */
export interface FeedSystem {
  platform: NodeJS.Platform;
  arch: string;
}

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
 * @throws {UpdateError} where it cannot be read
 */
export async function newerVersion(
  feed: string,
  current: string,
  system: FeedSystem,
  fetch: Fetch,
): Promise<string | undefined> {
  const offered = value(
    await readText(fetch, `${feed.replace(/\/$/, '')}/latest${suffix(system)}.yml`),
    'version',
  );
  if (offered === undefined || !/^\d+\.\d+\.\d+$/.test(offered))
    throw new UpdateError('The update feed contains no version number.');
  return isNewer(offered, current) ? offered : undefined;
}

/** As electron-builder names the files: those of Linux have the processor in their name, unless it is x64. */
function suffix({ platform, arch }: FeedSystem): string {
  if (platform === 'darwin') return '-mac';
  if (platform === 'linux') return arch === 'x64' ? '-linux' : `-linux-${arch}`;
  return '';
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
