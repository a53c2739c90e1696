import type { Random } from '#shared/pipeline/random.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';
import type { TestServer } from '../support/redis-server.ts';
import type { Workers } from './workers.ts';

export interface Field {
  server: TestServer;
  proxy: TcpProxy;
  workers: Workers;
  random: Random;
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const isExec = (bytes: Buffer) => bytes.includes('\r\nEXEC\r\n');

/** What happens to a pipeline sooner or later. Each ends by itself: after it nothing is in the way any more. */
export const faults: Readonly<Record<string, (field: Field) => Promise<void>>> = {
  async 'kill -9 of a worker'({ workers, random }) {
    await workers.kill(random.pick(workers.names));
  },
  async 'a worker that is stopped for a while'({ workers, random }) {
    const name = random.pick(workers.names);
    workers.signal(name, 'SIGSTOP');
    await pause(random.int(100, 3_000));
    workers.signal(name, 'SIGCONT');
  },
  async 'all connections killed by the server'({ server }) {
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  },
  async 'all connections cut by the network'({ proxy }) {
    proxy.cut();
  },
  async 'EXEC carried out, its reply cut'({ proxy, random }) {
    let left = random.int(1, 3);
    proxy.behave({ request: bytes => !(isExec(bytes) && left-- > 0) });
    await pause(random.int(300, 1_000));
    proxy.behave({});
  },
  async 'bytes in pieces, each late'({ proxy, random }) {
    proxy.behave({ splitBytes: random.int(50, 2_000), delayMs: 1 });
    await pause(random.int(200, 800));
    proxy.behave({});
  },
  async 'a server out of memory'({ server, random }) {
    await server.ask('CONFIG', 'SET', 'maxmemory', 1);
    await pause(random.int(200, 1_500));
    await server.ask('CONFIG', 'SET', 'maxmemory', 0);
  },
  async 'a server that takes no writes'({ server, random }) {
    await server.ask('CONFIG', 'SET', 'min-replicas-to-write', 1);
    await pause(random.int(200, 1_500));
    await server.ask('CONFIG', 'SET', 'min-replicas-to-write', 0);
  },
  async 'kill -9 of a server that keeps what it confirmed a second ago'({ server, random }) {
    await server.kill('SIGKILL');
    await pause(random.int(0, 500));
    await server.restart();
  },
  async 'the server killed, and a worker with it'({ server, workers, random }) {
    await server.kill('SIGKILL');
    await workers.kill(random.pick(workers.names));
    await server.restart();
  },
};
