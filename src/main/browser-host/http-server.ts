import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import type { Engine } from '#engine/engine.ts';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';
import { tokenMatches } from './token.ts';
import { webSocketChannel } from './web-socket-channel.ts';

/** The largest message a page may send: a payload of some ten megabytes and room to spare. */
const MAX_PAYLOAD_BYTES = 64 * 2 ** 20;

/** Handles requests for the page's files: sirv's, or a development server's. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface PageServerOptions {
  engine: Engine;
  token: string;
  /** 0 for any free one. */
  port: number;
  page: PageHandler;
  /** Absent in development, where the tools inject what the policy forbids. */
  policy?: string | undefined;
}

/** The built page of a folder. */
export function builtPage(folder: string): PageHandler {
  return sirv(folder, { dev: false, etag: true, dotfiles: false });
}

/**
 * Serves the page and the engine behind it, on the loopback only. A request under a foreign name gets nothing: a hostile site whose name
 * resolves to 127.0.0.1 (DNS rebinding) is the same as a foreign host.
 */
export async function startPageServer(options: PageServerOptions): Promise<{ server: Server; port: number }> {
  const { engine, token, page } = options;
  const policy = 'policy' in options ? options.policy : contentSecurityPolicy;
  const server = createServer((request, response) => {
    if (!isOurHost(request)) return refuse(response, 403, 'This host name is not ours.');
    for (const [name, value] of Object.entries(securityHeaders(policy))) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET.');
    page(request, response, () => refuse(response, 404, 'There is no such file.'));
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?')[0];
    if (path !== '/engine') {
      // A development server has sockets of its own on the same port.
      if (server.listenerCount('upgrade') === 1) socket.destroy();
      return;
    }
    if (!isOurHost(request) || request.headers.origin !== `http://${request.headers.host}`) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, webSocket => {
      engine.serve(webSocketChannel(webSocket), { authenticate: given => tokenMatches(token, given) });
    });
  });
  server.on('close', () => {
    for (const socket of sockets.clients) socket.terminate();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { server, port: (server.address() as { port: number }).port };
}

function isOurHost(request: IncomingMessage): boolean {
  const { host } = request.headers;
  const port = request.socket.localPort;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

function securityHeaders(policy: string | undefined): Record<string, string> {
  return {
    ...(policy === undefined ? {} : { 'Content-Security-Policy': policy }),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
