// `npm run fuzz [-- SECONDS [SEED]]`: generated input at every edge of the program, with cases that nobody has tried yet. What it finds becomes
// a test of its own.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { provideRedisServer } from './find-programs.mjs';

const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? randomInt(2 ** 31));
if (!(seconds > 0) || !Number.isInteger(seed)) {
  process.stderr.write(
    'Say for how many seconds, and with which seed if one is to be repeated: npm run fuzz -- 60 7\n',
  );
  process.exit(2);
}
await ensureBuilt();
const { status } = spawnSync('vitest', ['run', '--project', 'integration', 'test/fuzz'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    MILLRACE_REDIS_SERVER: provideRedisServer()?.path,
    MILLRACE_SEED: String(seed),
    MILLRACE_FUZZ_SECONDS: String(seconds),
    MILLRACE_FUZZ_ANSWER_MS: '200',
    MILLRACE_FUZZ_MEMORY_MB: '64',
  },
});
process.stdout.write(`\nThe same cases again: npm run fuzz -- ${seconds} ${seed}\n`);
process.exitCode = status ?? 1;
