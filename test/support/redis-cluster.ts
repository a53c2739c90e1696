import { freePort, startRedisServer, type TestServer } from './redis-server.ts';
import { until } from './until.ts';

const SLOTS = 16_384;

/** Servers that are one cluster. @param primaries the first of them, which have equal parts of the slots; the others have none */
export async function startRedisCluster(count: number, primaries = count): Promise<TestServer[]> {
  const nodes = await Promise.all(
    Array.from({ length: count }, async () => {
      // The bus of a cluster would listen ten thousand above a port that may already be high.
      const bus = await freePort();
      const settings = [
        '--cluster-enabled',
        'yes',
        '--cluster-node-timeout',
        '2000',
        '--cluster-port',
        String(bus),
      ];
      return { bus, server: await startRedisServer(settings) };
    }),
  );
  const [first] = nodes;
  for (const [index, { server, bus }] of nodes.entries()) {
    const [from, to] = [index, index + 1].map(part => Math.floor((SLOTS * part) / primaries));
    if (index < primaries) await server.ask('CLUSTER', 'ADDSLOTSRANGE', from!, to! - 1);
    if (server !== first!.server) await first!.server.ask('CLUSTER', 'MEET', '127.0.0.1', server.port, bus);
  }
  for (const { server } of nodes) {
    await until(
      async () => String(await server.ask('CLUSTER', 'INFO')),
      info => info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${count}`),
    );
  }
  return nodes.map(({ server }) => server);
}
