import { readFile } from 'node:fs/promises';
import { basename, extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';
import { APP_ORIGIN } from '#shared/desktop.ts';
import { pageTypes } from '#shared/page-types.ts';
import { withTheme, type ThemeSetting } from '#shared/theme.ts';

/**
 * The file of the built page that an `app://` URL means.
 *
 * @param folder the built page, absolute
 * @returns its path, or undefined when the URL is not ours or would leave the folder
 */
export function fileOfUrl(url: string, folder: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (`${protocol}//${host}` !== APP_ORIGIN) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(folder + sep) ? file : undefined;
}

/** Answers the requests of the page for its own files. */
export function createAppProtocol(
  folder: string,
  theme: () => ThemeSetting = () => 'system',
): (request: Request) => Promise<Response> {
  return async request => {
    const file = request.method === 'GET' ? fileOfUrl(request.url, folder) : undefined;
    if (!file) return new Response('Not found', { status: 404 });
    try {
      const bytes = await readFile(file);
      const content = basename(file) === 'index.html' ? withTheme(bytes.toString(), theme()) : bytes;
      return new Response(content, {
        headers: {
          'Content-Type': pageTypes[extname(file)] ?? 'application/octet-stream',
          'Content-Security-Policy': contentSecurityPolicy,
          'X-Content-Type-Options': 'nosniff',
        },
      });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  };
}
