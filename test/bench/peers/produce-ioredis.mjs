// Appends readings to a stream with ioredis, a thousand to a round trip.
import process from 'node:process';
import { Redis } from 'ioredis';

const wanted = Number(process.argv[2]);
const redis = new Redis(Number(process.env.BENCH_PORT));
for (let first = 0; first < wanted; first += 1_000) {
  const batch = redis.pipeline();
  for (let index = first; index < Math.min(wanted, first + 1_000); index++)
    batch.xadd('out', 'MAXLEN', '~', 100_000, '*', 'temperature', gauss(31, 2), 'humidity', gauss(74, 5));
  await batch.exec();
}
redis.disconnect();

/**
 * @param {number} mean
 * @param {number} deviation
 */
function gauss(mean, deviation) {
  return (
    mean + deviation * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
  );
}
