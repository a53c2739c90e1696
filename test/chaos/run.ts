// `npm run chaos [-- FAULTS [SEED [SCENARIO [FAULT]]]]`: every scenario under so many faults each, from a seed that is printed. The last two are
// parts of names. A seed that fails becomes a test of its own.
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { chaos } from './chaos.ts';
import { scenarios } from './scenarios.ts';

const [count = '32', seedText = String(randomInt(2 ** 31)), name = '', fault = ''] = process.argv.slice(2);
const seed = Number(seedText);
if (!(Number(count) > 0) || !Number.isInteger(seed)) {
  process.stderr.write(
    "npm run chaos -- FAULTS [SEED [part of a scenario's name [part of a fault's name]]]\n",
  );
  process.exit(2);
}
let failed = 0;
const chosen = scenarios.filter(one => one.name.includes(name));
for (const scenario of chosen) {
  process.stdout.write(`\n${scenario.name}, ${count} faults, seed ${seed}\n`);
  const differences = await chaos(scenario, {
    // Each scenario has faults of its own.
    seed: seed + scenarios.indexOf(scenario),
    faults: Number(count),
    only: [fault],
    log: line => process.stdout.write(`  ${line}\n`),
  });
  for (const difference of differences) process.stdout.write(`  DIFFERENCE: ${difference}\n`);
  if (differences.length > 0) failed++;
}
process.stdout.write(`\n${chosen.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
