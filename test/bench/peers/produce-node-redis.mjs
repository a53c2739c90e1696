// Appends readings to a stream with node-redis, a thousand to a round trip. The package is where BENCH_PACKAGES says.
import { createRequire } from 'node:module';
import process from 'node:process';

const { createClient } = createRequire(`${process.env.BENCH_PACKAGES}/`)('redis');
const wanted = Number(process.argv[2]);
const client = createClient({ socket: { port: Number(process.env.BENCH_PORT) } });
await client.connect();
const trim = { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: 100_000 } };
for (let first = 0; first < wanted; first += 1_000) {
  const batch = [];
  for (let index = first; index < Math.min(wanted, first + 1_000); index++)
    batch.push(
      client.xAdd('out', '*', { temperature: `${gauss(31, 2)}`, humidity: `${gauss(74, 5)}` }, trim),
    );
  await Promise.all(batch);
}
client.destroy();

/**
 * @param {number} mean
 * @param {number} deviation
 */
function gauss(mean, deviation) {
  return (
    mean + deviation * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
  );
}
