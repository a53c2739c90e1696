// `npm test [suite ...]`: everything a change must pass, or the suites named. Starts what it needs; ends with one line that counts the
// tests of all runners from their reports.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { fetchServers } from './fetch-servers.mjs';
import { provideChromium, provideRedisServer } from './find-programs.mjs';
import { countPlaywright, countVitest } from './test-reports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, 'out/reports');
const suites = ['check', 'unit', 'component', 'integration', 'electron', 'e2e'];
/**
 * Suites that run only when named: `servers` repeats the tests of streams and of retention on the other servers that can be fetched, `package` carries out the
 * steps of the Dockerfile and of `npm i`, for which it asks the package registry, and makes a deb around a stand-in of Electron, `bytewax` runs exported dataflows beside the pipelines, for which it asks PyPI.
 */
const further = ['servers', 'package', 'bytewax'];

const asked = process.argv.slice(2);
const known = [...suites, ...further];
const unknown = asked.find(name => !known.includes(name));
if (unknown !== undefined) fail(`There is no suite "${unknown}"; there are ${known.join(', ')}.`);
const chosen = asked.length === 0 ? suites : asked;

mkdirSync(reports, { recursive: true });
// What is compiled once is not compiled again by each of the many processes and threads that the tests start.
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'out/compile-cache') };
if (chosen.some(name => ['integration', 'electron', 'e2e', 'bytewax'].includes(name))) {
  const server = provideRedisServer();
  if (!server)
    fail(
      'The tests need a Redis server. Install redis-server (apt, brew), or set MILLRACE_REDIS_SERVER to its path.',
    );
  env.MILLRACE_REDIS_SERVER = server.path;
}
if (chosen.includes('e2e')) {
  const browser = provideChromium();
  if (!browser)
    fail(
      'The end-to-end tests need Chromium, Chrome or Edge. Install one, or set MILLRACE_CHROMIUM to its path.',
    );
  env.MILLRACE_CHROMIUM = browser.path;
}

/** As `nice` counts. */
const LOWER_PRIORITY = 10;

const total = { passed: 0, failed: 0, skipped: 0 };
/** Suites that failed, and below each the tests that did. @type {string[]} */
const broken = [];
/**
 * Suites of one lane run one after the other, the lanes beside one another. What waits for servers and what waits for a browser leave time that what only
 * computes takes: at a lower priority while any of them runs, so that nobody waits for it. Only the first lane is heard while it runs.
 * @type {{ suites: string[], isWaitedFor: boolean }[]}
 */
const lanes = [
  { suites: ['integration', ...further], isWaitedFor: true },
  { suites: ['e2e'], isWaitedFor: true },
  { suites: ['check', 'unit', 'component', 'electron'], isWaitedFor: false },
];
if (chosen.some(suite => suite === 'integration' || suite === 'e2e')) await ensureBuilt();
const chosenLanes = lanes
  .map(({ suites: all, isWaitedFor }) => ({
    suites: all.filter(suite => chosen.includes(suite)),
    isWaitedFor,
  }))
  .filter(lane => lane.suites.length > 0);
let waitedFor = chosenLanes.filter(lane => lane.isWaitedFor).length;
await Promise.all(
  chosenLanes.map(async ({ suites: mine, isWaitedFor }, place) => {
    for (const suite of mine)
      await runSuite(suite, {
        isBeside: place > 0,
        niceness: isWaitedFor || waitedFor === 0 ? 0 : LOWER_PRIORITY,
      });
    if (isWaitedFor) waitedFor--;
  }),
);
if (broken.length > 0) process.stdout.write(`\nFailed:\n${broken.join('\n')}\n`);
process.stdout.write(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}\n`,
);
process.exitCode = broken.length > 0 || total.failed > 0 ? 1 : 0;

/**
 * @param {string} suite
 * @param {{ isBeside: boolean, niceness: number }} lane
 */
async function runSuite(suite, lane) {
  const report = join(reports, `${suite}.json`);
  rmSync(report, { force: true });
  if (suite === 'check') {
    if (!(await run('npm', ['run', '--silent', 'check'], lane))) add(suite, false);
    return;
  }
  if (suite === 'servers') {
    const servers = fetchServers();
    if (servers.length === 0)
      process.stdout.write('Further servers can only be fetched as root on a Debian.\n');
    for (const { name, path } of servers) {
      process.stdout.write(`\nOn ${name}:\n`);
      const args = [...vitest('integration', report), 'streams', 'retention'];
      const passed = await run('vitest', args, { more: { MILLRACE_REDIS_SERVER: path } });
      add(name, passed, countVitest(report));
    }
    return;
  }
  const passed =
    suite === 'e2e'
      ? await run('playwright', ['test', '--config', 'test/e2e/playwright.config.ts'], {
          ...lane,
          more: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        })
      : await run('vitest', vitest(suite, report), lane);
  add(suite, passed, suite === 'e2e' ? countPlaywright(report) : countVitest(report));
}

/**
 * @param {string} suite
 * @param {boolean} passed what the runner's exit code says
 * @param {import('./test-reports.mjs').Counted} [counted] nothing where the runner left no report
 */
function add(suite, passed, counted) {
  if (!counted || !passed)
    broken.push(suite, ...(counted?.failures ?? []).map(test => `  ${test.replaceAll(root, '')}`));
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += counted?.[key] ?? 0;
  // What fails beside its tests is one more: the last line must not say that nothing did.
  if (!passed && !counted?.failed) total.failed++;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ isBeside?: boolean, niceness?: number, more?: Record<string, string> }} [options] the words of what runs beside another suite come at
 *   once, when it has ended
 * @returns {Promise<boolean>} whether it ended well
 */
function run(command, args, { isBeside = false, niceness = 0, more = {} } = {}) {
  const output = isBeside ? 'pipe' : 'inherit';
  const whole = [command, ...args];
  const [program, ...rest] =
    niceness > 0 && process.platform !== 'win32' ? ['nice', '-n', `${niceness}`, ...whole] : whole;
  const child = spawn(/** @type {string} */ (program), rest, {
    cwd: root,
    stdio: ['ignore', output, output],
    env: { ...env, ...more },
  });
  /** @type {Buffer[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => said.push(chunk));
  return new Promise(resolve => {
    child.once('error', error => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`);
      resolve(false);
    });
    child.once('close', code => {
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}

/**
 * @param {string} project
 * @param {string} report
 */
function vitest(project, report) {
  return [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
