import { createServer, type Socket } from 'node:net';
import { targetSchema, type Target } from '#shared/redis/target.ts';

/** A server that answers as it is told: each command, in lower case, with the bytes that it gets, or with nothing. */
export interface HostileServer {
  readonly port: number;
  target(overrides?: Partial<Target>): Target;
  /** Sends these bytes to every client, asked or not. */
  send(bytes: string | Buffer): void;
  readonly clients: number;
  stop(): Promise<void>;
}

type Answer = string | Buffer | undefined;

export async function startHostileServer(
  answer: (command: readonly string[], socket: Socket) => Answer = decent,
): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    let received = '';
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', bytes => {
      received += bytes.toString('latin1');
      for (;;) {
        const words = readCommand(received);
        if (!words) return;
        received = received.slice(words.end);
        const bytes = answer(words.command, socket);
        if (bytes !== undefined && !socket.destroyed) socket.write(bytes);
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    target: overrides =>
      targetSchema.parse({ address: { kind: 'tcp', host: '127.0.0.1', port }, ...overrides }),
    send(bytes) {
      for (const socket of sockets) socket.write(bytes);
    },
    get clients() {
      return sockets.size;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** As a Redis with nothing in it answers, far enough for a connection to be ready. */
export function decent([name, ...args]: readonly string[]): Answer {
  switch (name) {
    case 'ping':
      return '+PONG\r\n';
    case 'info':
      return bulk('redis_version:7.0.0\r\nredis_mode:standalone\r\nrole:master\r\n');
    case 'acl':
      return bulk('default');
    case 'subscribe':
    case 'psubscribe':
    case 'ssubscribe':
      return args.map((channel, index) => `*3\r\n${bulk(name)}${bulk(channel)}:${index + 1}\r\n`).join('');
    default:
      return '+OK\r\n';
  }
}

export function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

function readCommand(text: string): { command: string[]; end: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  const command: string[] = [];
  let end = head[0].length;
  while (command.length < Number(head[1])) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(end, end + 20));
    if (!length) return undefined;
    const start = end + length[0].length;
    end = start + Number(length[1]) + 2;
    if (text.length < end) return undefined;
    command.push(text.slice(start, end - 2));
  }
  command[0] = command[0]!.toLowerCase();
  return { command, end };
}
