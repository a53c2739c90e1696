import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pageTypes } from '#shared/page-types.ts';
import { withTheme, type ThemeSetting } from '#shared/theme.ts';

/** Handles requests for the page's files: ours, or a development server's. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

interface PageFile {
  bytes: Buffer;
  type: string;
  etag: string;
  /** Its name changes with its content. */
  immutable: boolean;
}

/**
 * Serves the built page of a folder from memory: some four megabytes, read once. No request reaches the file system, so that none can lead
 * outside, and a page that is built anew meanwhile leaves open ones their files.
 */
export function builtPage(folder: string, theme: () => ThemeSetting = () => 'system'): PageHandler {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = pageTypes[extname(name)];
    if (type === undefined) continue;
    const bytes = readFileSync(join(folder, name));
    const path = `/${name.split(sep).join('/')}`;
    files.set(path, { bytes, type, etag: etagOf(bytes), immutable: path.startsWith('/assets/') });
  }
  return (request, response, next) => {
    const path = request.url!.split('?', 1)[0]!;
    const found = files.get(path === '/' ? '/index.html' : path);
    if (!found) return next();
    const file = path === '/' ? themed(found, theme()) : found;
    response.setHeader('ETag', file.etag);
    response.setHeader('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (request.headers['if-none-match'] === file.etag) return void response.writeHead(304).end();
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.bytes.length });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  };
}

function themed(page: PageFile, theme: ThemeSetting): PageFile {
  const bytes = Buffer.from(withTheme(page.bytes.toString(), theme));
  return { ...page, bytes, etag: etagOf(bytes) };
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
}
