import type { Shell } from 'electron';

/** The pages of the project that menus lead to. */
export interface ProjectLinks {
  help: string;
  changes: string;
  report: string;
  releases: string;
}

/** @param homepage of package.json: where the project is */
export function projectLinks(homepage: string): ProjectLinks {
  return {
    help: `${homepage}#readme`,
    changes: `${homepage}/blob/main/CHANGELOG.md`,
    report: `${homepage}/issues/new/choose`,
    releases: `${homepage}/releases`,
  };
}

/**
 * Opens a page of the project in the browser of the system, and nothing else: what the system does with an address of another kind, or of
 * another place, is not ours to set off.
 *
 * @returns whether it was one
 */
export async function openProjectPage(
  shell: Pick<Shell, 'openExternal'>,
  homepage: string,
  url: string,
): Promise<boolean> {
  if (!URL.canParse(url)) return false;
  const asked = new URL(url);
  const own = new URL(homepage);
  const isOurs =
    asked.protocol === 'https:' &&
    asked.host === own.host &&
    (asked.pathname === own.pathname || asked.pathname.startsWith(`${own.pathname}/`));
  if (!isOurs) return false;
  await shell.openExternal(asked.href);
  return true;
}
