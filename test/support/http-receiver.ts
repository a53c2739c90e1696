import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's own address was sent. */
interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HttpReceiver {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** How the next requests are answered: a status, or null to leave one without an answer. */
  answer: (request: ReceivedRequest) => { status: number; headers?: Record<string, string> } | null;
  close(): Promise<void>;
}

/** Takes requests on a free port of the loopback. */
export async function startHttpReceiver(): Promise<HttpReceiver> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const received = {
        path: request.url!,
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      };
      receiver.requests.push(received);
      const answer = receiver.answer(received);
      if (answer) response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: () => ({ status: 204 }),
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
  return receiver;
}
