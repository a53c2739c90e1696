// `npm run explore [-- MINUTES]`: the properties with cases that nobody has tried yet, one seed after the other. What it finds becomes a test
// of its own, with the case that failed.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) {
  process.stderr.write('Say for how many minutes: npm run explore -- 10\n');
  process.exit(2);
}
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(
    name => name.endsWith('.test.ts') && readFileSync(join(root, 'src', name), 'utf8').includes('fast-check'),
  )
  .map(name => join('src', name));
const until = Date.now() + minutes * 60_000;
let seeds = 0;
do {
  const seed = String(randomInt(2 ** 31));
  const { status } = spawnSync('vitest', ['run', '--project', 'unit', '--testTimeout', '600000', ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, MILLRACE_SEED: seed },
  });
  if (status !== 0) {
    process.stderr.write(
      `\nA property does not hold. The same cases again: MILLRACE_SEED=${seed} npx vitest run --project unit\n`,
    );
    process.exit(1);
  }
  seeds++;
} while (Date.now() < until);
process.stdout.write(`\nAll properties hold for ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}.\n`);
