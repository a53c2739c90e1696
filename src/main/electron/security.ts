import { shell, type App, type Session, type WebContents } from 'electron';
import { APP_ORIGIN } from '#shared/desktop.ts';
import { openProjectPage } from './links.ts';

/**
 * Closes every way out of the page: it cannot navigate away, open windows, embed webviews or get permissions. Pages of the project open in the
 * system's browser. A development server's origin may be allowed beside ours.
 */
export function hardenContents(
  app: App,
  { origins, homepage }: { origins: readonly string[]; homepage: string },
): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', event => {
      if (!isOneOf(origins, event.url)) event.preventDefault();
    });
    contents.on('will-redirect', event => {
      if (!isOneOf(origins, event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', event => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      void openProjectPage(shell, homepage, url);
      return { action: 'deny' };
    });
  });
}

/** What the page may use of the machine: nothing but writing to the clipboard. */
export function denyPermissions(session: Session): void {
  const allowed = new Set(['clipboard-sanitized-write']);
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
}

/** The sender of a message, as far as it matters for trusting it. */
export interface SenderFrame {
  origin: string;
  parent: unknown;
}

/** Only the top frame of our own page may ask for anything. */
export function isTrustedFrame(
  frame: SenderFrame | null,
  origins: readonly string[] = [APP_ORIGIN],
): boolean {
  return frame !== null && frame.parent === null && origins.includes(frame.origin);
}

function isOneOf(origins: readonly string[], url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return origins.includes(`${protocol}//${host}`);
}
