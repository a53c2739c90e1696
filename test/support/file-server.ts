import { afterAll, afterEach, beforeAll } from 'vitest';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { startRedisServer, type TestServer } from './redis-server.ts';

/** One server, and a client of it, for all tests of a file; empty again after each. To be taken in the tests, not before. */
export interface FileServer {
  readonly server: TestServer;
  readonly client: RedisClient;
}

export function serverOfFile(): FileServer {
  let server: TestServer;
  let client: RedisClient;
  beforeAll(async () => {
    server = await startRedisServer();
    client = await RedisClient.open(server.target(), { purpose: 'test' });
  });
  afterEach(() => server.ask('FLUSHALL'));
  afterAll(async () => {
    client.close();
    await server.stop();
  });
  return {
    get server() {
      return server;
    },
    get client() {
      return client;
    },
  };
}
