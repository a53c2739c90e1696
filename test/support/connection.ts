import type { Target } from '#shared/redis/target.ts';
import { noSecrets } from '#engine/connections/connection-secrets.ts';
import { Connection } from '#engine/connections/connection.ts';
import type { TestServer } from './redis-server.ts';

interface ConnectionOptions extends Partial<Target> {
  /** Of the user; "pass" for one that is named. */
  password?: string;
}

/** A connection of the product to a test's server, once it is ready. The test closes it. */
export async function openConnection(
  server: Pick<TestServer, 'target'>,
  { password, ...overrides }: ConnectionOptions = {},
): Promise<Connection> {
  const connection = new Connection({
    id: crypto.randomUUID(),
    target: server.target(overrides),
    secrets: async () => ({
      ...noSecrets,
      password: password ?? (overrides.username === undefined ? undefined : 'pass'),
    }),
  });
  await connection.ready();
  return connection;
}
