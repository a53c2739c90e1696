import type { Kept, Keyspace } from '../fixtures/framework-keys.ts';
import type { TestServer } from './redis-server.ts';

/** Writes keys as they are in a fixture. */
export async function writeKeyspace(server: TestServer, keys: Keyspace): Promise<void> {
  for (const [key, kept] of Object.entries(keys)) await server.ask(...commandOf(key, kept));
}

function commandOf(key: string, kept: Kept): [string, ...(string | Buffer | number)[]] {
  const name = latin1(key);
  if ('string' in kept) return ['SET', name, latin1(kept.string)];
  if ('hash' in kept) return ['HSET', name, ...pairs(kept.hash)];
  if ('list' in kept) return ['RPUSH', name, ...kept.list.map(latin1)];
  if ('set' in kept) return ['SADD', name, ...kept.set.map(latin1)];
  if ('stream' in kept) return ['XADD', name, '*', ...pairs(kept.stream)];
  return ['ZADD', name, ...Object.entries(kept.zset).flatMap(([member, score]) => [score, latin1(member)])];
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const pairs = (fields: Record<string, string>) => Object.entries(fields).flat().map(latin1);
