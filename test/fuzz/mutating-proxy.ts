import { connect, createServer, type Socket } from 'node:net';
import type { Chance } from './chance.ts';

const tokens = [
  '$-1\r\n',
  '*-1\r\n',
  '*0\r\n',
  '*1\r\n$-1\r\n',
  '*2000000000\r\n',
  '$2000000000\r\n',
  '>1\r\n_\r\n',
  '%1\r\n+a\r\n:1\r\n',
  ':1\r\n',
  ':99999999999999999999\r\n',
  '+OK\r\n',
  '-ERR broken\r\n',
  '-MOVED 1 127.0.0.1:1\r\n',
  '*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$-1\r\n',
  '*4\r\n$8\r\npmessage\r\n$-1\r\n$1\r\nc\r\n$1\r\nm\r\n',
  '*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n',
  '*1\r\n'.repeat(100),
  '\r\n',
  '$5\r\n',
];

/** A real Redis behind somebody who changes now and then what it answers. */
export interface MutatingProxy {
  readonly port: number;
  /** How many of its answers, in a hundred, are changed. */
  share: number;
  readonly changed: number;
  stop(): Promise<void>;
}

export async function startMutatingProxy(redisPort: number, chance: Chance): Promise<MutatingProxy> {
  const sockets = new Set<Socket>();
  let changed = 0;
  const server = createServer(client => {
    const upstream = connect(redisPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', bytes => upstream.write(bytes));
    upstream.on('data', (bytes: Buffer) => {
      const isChanged = chance.percent(proxy.share);
      if (isChanged) changed++;
      if (!client.destroyed) client.write(isChanged ? chance.mutated(bytes, tokens) : bytes);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const proxy: MutatingProxy = {
    port: (server.address() as { port: number }).port,
    share: 0,
    get changed() {
      return changed;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return proxy;
}
