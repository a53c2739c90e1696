import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { noCounts, type Counts, type Given } from './model.ts';

/** Server-sent events with ids, given again from the last one that a client has had. */
export interface Feed extends Given {
  readonly url: string;
  readonly lastId: string | undefined;
  give(key: string, n: number): void;
  stop(): void;
}

export async function startFeed(): Promise<Feed> {
  const events: string[] = [];
  let given = noCounts();
  const open = new Map<ServerResponse, number>();
  const send = (response: ServerResponse) => {
    let next = open.get(response)!;
    while (next < events.length) response.write(events[next++]!);
    open.set(response, next);
  };
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 100\n\n');
    open.set(response, Number(request.headers['last-event-id'] ?? 0));
    response.on('close', () => open.delete(response));
    send(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    get lastId() {
      return events.length > 0 ? String(events.length) : undefined;
    },
    give(key, n) {
      events.push(`id: ${events.length + 1}\ndata: ${JSON.stringify({ color: key, n })}\n\n`);
      given[key]!++;
      for (const response of open.keys()) send(response);
    },
    counts: async (): Promise<Counts> => ({ ...given }),
    set: async counts => void (given = { ...counts }),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
