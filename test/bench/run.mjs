// `npm run bench [name ...]`: runs the benches one after the other, prints each figure beside its bar and writes it to out/bench/.
// Machines differ and are noisy: every figure is a ratio of two measurements in one run, or a bound that holds anywhere.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { provideChromium, provideRedisServer } from '../../scripts/find-programs.mjs';

const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter(name => name.endsWith('.bench.ts'))
  .map(name => name.slice(0, -'.bench.ts'.length));
const asked = process.argv.slice(2);
const unknown = asked.find(name => !names.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no bench "${unknown}"; there are ${names.join(', ')}.\n`);
  process.exit(2);
}
process.env.MILLRACE_REDIS_SERVER ??= provideRedisServer()?.path;
process.env.MILLRACE_CHROMIUM ??= provideChromium()?.path;

const out = join(folder, '../../out/bench');
mkdirSync(out, { recursive: true });
let missed = 0;
for (const name of asked.length > 0 ? asked : names) {
  /** @type {import('./bench.ts').Bench} */
  const bench = await import(`./${name}.bench.ts`);
  if (bench.isOnlyWhenNamed === true && asked.length === 0) continue;
  process.stderr.write(`${name} ...\n`);
  const startedAt = new Date();
  const { ratio, detail } = await bench.run();
  const met = bench.bar === null || ratio >= bench.bar;
  if (!met) missed++;
  const verdict =
    bench.bar === null ? '' : ` (bar ${Number(bench.bar?.toFixed(2))}: ${met ? 'met' : 'MISSED'})`;
  process.stdout.write(`${name.padEnd(10)} ${bench.unit}: ${ratio.toFixed(2)}${verdict}\n`);
  for (const [key, value] of Object.entries(detail)) process.stdout.write(`  ${key}: ${String(value)}\n`);
  const report = {
    name,
    unit: bench.unit,
    ratio,
    bar: bench.bar,
    met,
    detail,
    startedAt,
    node: process.versions.node,
  };
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
}
process.exit(missed > 0 ? 1 : 0);
