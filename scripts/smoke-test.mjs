// `node scripts/smoke-test.mjs PROGRAM`: starts a packaged app with settings of its own, waits until its page shows a server, and ends it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from '@playwright/test';

const LIMIT_MS = 60_000;
const [program] = process.argv.slice(2);
if (program === undefined || !existsSync(program)) {
  process.stderr.write('Usage: node scripts/smoke-test.mjs PROGRAM\n');
  process.exit(2);
}

const home = mkdtempSync(join(tmpdir(), 'millrace-smoke-'));
const port = await freePort();
// The fuses of a package close Node's inspector; the page can be looked at all the same.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const child = spawn(program, [`--remote-debugging-port=${port}`, ...asRoot], {
  stdio: 'inherit',
  env: { ...process.env, MILLRACE_HOME: home, MILLRACE_DISCOVERY_PORTS: '' },
});
const exited = once(child, 'exit');
try {
  const browser = await connect();
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page', { timeout: LIMIT_MS }));
  if (!page) throw new Error('There is no window.');
  await page.getByRole('contentinfo').getByText(/^v\d/).waitFor({ timeout: LIMIT_MS });
  process.stdout.write(`The page is there: ${page.url()}\n`);
  await browser.close();
  child.kill('SIGTERM');
  const [code] = await exited;
  // Windows knows no signals: there it is ended, not asked.
  if (code !== 0 && process.platform !== 'win32') throw new Error(`It ended with code ${code}.`);
  process.stdout.write('It ended in order.\n');
} finally {
  child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
}

/** Until the app listens. */
async function connect() {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (Date.now() > deadline || child.exitCode !== null) throw error;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}
