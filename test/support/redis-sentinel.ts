import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { targetSchema } from '#shared/redis/target.ts';
import { findRedisServer } from '../../scripts/find-programs.mjs';
import { freePort, type TestServer } from './redis-server.ts';
import { until } from './until.ts';

/** A Sentinel that watches over a primary and its replicas, under the name `main`. */
export interface TestSentinel {
  /** Makes a replica the primary, as when the primary had died. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSentinel(primary: TestServer): Promise<TestSentinel> {
  const port = await freePort();
  // A Sentinel writes what it learns into its own configuration.
  const path = join(primary.folder, 'sentinel.conf');
  await writeFile(
    path,
    `bind 127.0.0.1\nport ${port}\nsentinel monitor main 127.0.0.1 ${primary.port} 1\nsentinel failover-timeout main 5000\n`,
  );
  const child = spawn(findRedisServer()!.path, [path, '--sentinel'], { stdio: 'ignore' });
  const target = targetSchema.parse({ address: { kind: 'tcp', host: '127.0.0.1', port } });
  const client = await until(
    () =>
      RedisClient.open(target, { purpose: 'test', password: undefined, blocking: true }).catch(() => null),
    found => found !== null,
  );
  // It looks at the servers every ten seconds, which is long for a test.
  await client!.call('SENTINEL', 'DEBUG', 'info-period', 200, 'publish-period', 200);
  return {
    async failOver() {
      // It has to have heard of the replica first.
      await until(
        () =>
          client!.call('SENTINEL', 'FAILOVER', 'main').then(
            () => true,
            () => false,
          ),
        Boolean,
      );
    },
    async stop() {
      client!.close();
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}
