import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

interface ProxyBehaviour {
  /** Bytes from the client, before they go on. Return false to cut the connection once they have gone on: their reply never comes. */
  request?: (bytes: Buffer) => boolean;
  /** Bytes pass in pieces of at most so many ... */
  splitBytes?: number;
  /** ... each this much later than the one before. */
  delayMs?: number;
  /** How long the way is: bytes arrive half to one and a half times as much later, in their order. */
  latencyMs?: number;
}

/** A network in between that misbehaves as told. */
export interface TcpProxy {
  readonly port: number;
  behave(behaviour: ProxyBehaviour): void;
  /** Lets nothing more through to the clients that have subscribed to something: they seem not to read. */
  holdSubscribers(): void;
  /** From now on the connections that are open carry nothing, in neither direction, and nobody is told; new ones work. */
  swallow(): void;
  /** Cuts every open connection. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startProxy(targetPort: number): Promise<TcpProxy> {
  let behaviour: ProxyBehaviour = {};
  const sockets = new Set<Socket>();
  const subscribed = new Set<Socket>();
  const swallowed = new WeakSet<Socket>();
  const server = createServer(client => {
    const upstream = connect(targetPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        subscribed.delete(upstream);
        const other = socket === client ? upstream : client;
        // What was sent before is still under way.
        void Promise.resolve(queues.get(other)).then(() => other.destroy());
      });
    }
    let mute = false;
    client.on('data', (bytes: Buffer) => {
      if (mute || swallowed.has(client)) return;
      if (/subscribe/i.test(bytes.toString('latin1'))) subscribed.add(upstream);
      if (behaviour.request?.(bytes) === false) {
        mute = true;
        // The server carries it out; its answer is what tells us that it has, and goes nowhere.
        upstream.removeAllListeners('data');
        upstream.once('data', () => client.destroy());
        upstream.write(bytes);
        return;
      }
      void pass(bytes, upstream);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (!swallowed.has(upstream)) void pass(bytes, client);
    });
  });
  const queues = new Map<Socket, Promise<void>>();
  async function pass(bytes: Buffer, to: Socket): Promise<void> {
    const { splitBytes = Infinity, delayMs = 0, latencyMs = 0 } = behaviour;
    const isPlain = delayMs === 0 && latencyMs === 0 && splitBytes === Infinity;
    if (isPlain && !queues.has(to)) return void to.write(bytes);
    const before = queues.get(to) ?? Promise.resolve();
    const travels = latencyMs > 0 ? setTimeout(latencyMs * (0.5 + Math.random())) : null;
    const mine = before.then(async () => {
      await travels;
      for (let start = 0; start < bytes.length; start += splitBytes) {
        if (delayMs > 0) await setTimeout(delayMs);
        if (to.destroyed) return;
        to.write(bytes.subarray(start, start + splitBytes));
      }
    });
    queues.set(to, mine);
    await mine;
    if (queues.get(to) === mine) queues.delete(to);
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    behave: next => (behaviour = next),
    holdSubscribers() {
      for (const upstream of subscribed) upstream.pause();
    },
    swallow() {
      for (const socket of sockets) swallowed.add(socket);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
