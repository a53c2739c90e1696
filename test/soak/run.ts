// `npm run soak [-- 1h [RATE]]`: Millrace left open under load for so long; says every minute what memory it takes. Linux alone: it reads /proc.
import process from 'node:process';
import { parseDuration } from '#shared/pipeline/duration.ts';
import { soak } from './soak.ts';

/** What may be resident beside what is kept, and half of that once more. */
const BESIDE_MB = 200;

const [duration = '1h', rate = '30000'] = process.argv.slice(2);
if (!/^\d+(ms|s|m|h|d)$/.test(duration) || !(Number(rate) > 0)) {
  process.stderr.write('npm run soak -- 1h 30000\n');
  process.exit(2);
}
const forMs = parseDuration(duration);
const samples = await soak({
  forMs,
  rate: Number(rate),
  everyMs: Math.min(60_000, forMs / 10),
  log: line => process.stdout.write(`${line}\n`),
});
const last = samples.at(-1)!;
const bound = 1.5 * last.keptMb + BESIDE_MB;
const passed = last.residentMb <= bound;
process.stdout.write(
  `\n${last.residentMb.toFixed(0)} MB resident at the end; 1.5 times what is kept and ${BESIDE_MB} MB are ${bound.toFixed(0)} MB: ${passed ? 'passed' : 'failed'}\n`,
);
process.exitCode = passed ? 0 : 1;
