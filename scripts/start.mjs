// `npm start`: opens the desktop app; where Electron cannot run, says why in one line and opens the browser host instead.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { heapFlags, leanEnvironment } from '../bin/lean-heap.mjs';
import { provideElectron } from './electron-runtime.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { findRedisServer, hasDocker, provideRedisServer } from './find-programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Nothing is installed on the machine then, where that would be possible. */
const NO_INSTALL = '--no-install';
const args = process.argv.slice(2).filter(arg => arg !== NO_INSTALL);
const mayInstall = args.length === process.argv.length - 2;
/** An Electron that cannot open a window ends within this time. */
const SETTLE_MS = 5_000;
/** The signals that were passed on to the child. @type {Set<NodeJS.Signals>} */
const forwarded = new Set();

await ensureBuilt();
// For the sandbox. Where there is none and none can be had, the app says what to install.
if (mayInstall && !findRedisServer() && !hasDocker()) provideRedisServer();
const found = provideElectron();
if ('reason' in found) serveInBrowser(found.reason);
else startElectron(found.path);

/** @param {string} path */
function startElectron(path) {
  const startedAt = performance.now();
  // Chromium refuses its sandbox to root, and with it to start.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  forwardSignals(() => child);
  const child = spawn(path, [...asRoot, root, ...args], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', chunk => {
    process.stderr.write(chunk);
    errors = (errors + chunk).slice(-4_000);
  });
  child.once('error', error => serveInBrowser(`Electron could not be started (${error.message})`));
  child.once('exit', (code, signal) => {
    // What we passed on was meant; a signal of its own (SIGTRAP where AppArmor forbids its sandbox) is a failure to start.
    const meant = code === 0 || (signal !== null && forwarded.has(signal));
    if (meant || performance.now() - startedAt > SETTLE_MS) process.exit(code ?? 1);
    const lastWords = errors.trim().split('\n').at(-1);
    serveInBrowser(`Electron ended at once (${lastWords || (signal ?? `code ${code}`)})`);
  });
}

/** @param {string} reason */
function serveInBrowser(reason) {
  process.stderr.write(
    `The desktop app cannot run here: ${reason}. Opening Millrace in the browser instead.\n`,
  );
  forwardSignals(() => child);
  const child = spawn(process.execPath, [...heapFlags, join(root, 'bin/millrace.mjs'), 'serve', ...args], {
    // The channel carries nothing: it closes when this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...leanEnvironment(), MILLRACE_FALLBACK: reason },
  });
  child.once('exit', code => process.exit(code ?? 1));
}

/**
 * Called before the child is started: it may be at work before `spawn` returns, and what is sent to us then is meant for it.
 *
 * @param {() => import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => {
      forwarded.add(signal);
      child().kill(signal);
    });
}
