import { RedisClient, type Reply } from '#engine/connections/redis-client.ts';

/**
 * Loaded before Millrace, it makes a worker that acknowledges entries as soon as it has read them: what the crash test must notice. Only the
 * acknowledgement moves; everything else is the product.
 */
// oxlint-disable-next-line typescript/unbound-method -- it is called with its client below
const { call } = RedisClient.prototype;
RedisClient.prototype.call = async function acknowledgeFirst(name, ...args) {
  const reply = await call.call(this, name, ...args);
  if (name !== 'XREADGROUP' || reply === null) return reply;
  const group = args[1]!;
  for (const [key, entries] of reply as [Buffer, [Buffer, Reply][]][]) {
    if (entries.length > 0) await call.call(this, 'XACK', key, group, ...entries.map(([id]) => id));
  }
  return reply;
};
