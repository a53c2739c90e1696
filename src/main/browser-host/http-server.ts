import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Engine } from '#engine/engine.ts';
import { http } from '#engine/node-http.ts';
import { contentSecurityPolicy } from '#shared/content-security-policy.ts';
import type { Admission } from './admission.ts';
import { OwnNames, type Listening } from './own-names.ts';
import type { PageHandler } from './page-files.ts';
import { StrangerLimits } from './stranger-limits.ts';
import { webSocketChannel } from './web-socket-channel.ts';

/** The largest message a page may send: a payload of some ten megabytes and room to spare. */
const MAX_PAYLOAD_BYTES = 64 * 2 ** 20;

/** A token and room to spare. */
const MAX_EXCHANGE_BYTES = 256;

export interface PageServerOptions {
  /** May not be there yet: a page that has come before it waits for its welcome. */
  engine: Promise<Engine>;
  admission: Admission;
  listening: Listening;
  page: PageHandler;
  /** Absent in development, where the tools inject what the policy forbids. */
  policy?: string | undefined;
}

/** Serves the page and the engine behind it. A request under a foreign name gets nothing. */
export async function startPageServer(options: PageServerOptions): Promise<{ server: Server; port: number }> {
  const { engine, admission, page, listening } = options;
  const names = new OwnNames(listening);
  const isOurHost = ({ headers }: IncomingMessage) => names.include(headers.host);
  const policy = 'policy' in options ? options.policy : contentSecurityPolicy;
  const server = http.createServer((request, response) => {
    if (!isOurHost(request))
      return refuse(
        response,
        403,
        'Millrace does not know this host name. Start it with --name HOST to allow it.',
      );
    for (const [name, value] of Object.entries(securityHeaders(policy))) response.setHeader(name, value);
    if (request.method === 'POST' && request.url === '/session')
      return void exchange(request, response, admission).catch(() => response.destroy());
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET.');
    page(request, response, () => refuse(response, 404, 'There is no such file.'));
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD_BYTES,
    perMessageDeflate: false,
  });
  const strangers = new StrangerLimits();
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    // Whoever resets the connection meanwhile ends this socket alone.
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?')[0];
    if (path !== '/engine') {
      // A development server has sockets of its own on the same port.
      if (server.listenerCount('upgrade') === 1) socket.destroy();
      return;
    }
    if (!isOurHost(request) || !isOurOrigin(request)) return refuseUpgrade(socket, '403 Forbidden');
    const known = strangers.watch(socket);
    if (!known) return refuseUpgrade(socket, '503 Service Unavailable');
    const cookie = sessionCookie(request);
    sockets.handleUpgrade(request, socket, head, webSocket => {
      const channel = webSocketChannel(webSocket);
      const authenticate = (given: unknown) => {
        if (!admission.admits(cookie, given)) return false;
        known();
        return true;
      };
      void engine.then(started => started.serve(channel, { authenticate }));
    });
  });
  server.on('close', () => {
    for (const socket of sockets.clients) socket.terminate();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listening.port, listening.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { server, port: (server.address() as { port: number }).port };
}

/** The page itself, also behind a proxy that speaks TLS. */
function isOurOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** Cookies do not know ports: each host has a name of its own for the one that the browser asked at. */
function cookieName({ headers: { host }, socket }: IncomingMessage): string {
  return `millrace-${/:(\d+)$/.exec(host ?? '')?.[1] ?? socket.localPort}`;
}

function sessionCookie(request: IncomingMessage): string | undefined {
  const name = `${cookieName(request)}=`;
  const pairs = request.headers.cookie?.split('; ') ?? [];
  return pairs.find(pair => pair.startsWith(name))?.slice(name.length);
}

/** The page brings the token of its address and takes a session home. */
async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  admission: Admission,
): Promise<void> {
  if (!isOurOrigin(request)) return refuse(response, 403, "Only Millrace's own page may ask.");
  let body = '';
  for await (const chunk of request.setEncoding('latin1')) {
    body += chunk;
    if (body.length > MAX_EXCHANGE_BYTES) return void response.destroy();
  }
  const session = admission.exchange(body);
  if (!session)
    return refuse(
      response,
      401,
      'This token is wrong, or was used already. Open the address that Millrace printed.',
    );
  response.setHeader(
    'Set-Cookie',
    `${cookieName(request)}=${session.cookie}; HttpOnly; SameSite=Strict; Path=/engine`,
  );
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end(session.key);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
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
