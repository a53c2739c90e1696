#!/usr/bin/env node
// Where the command line and the browser host meet, so that neither needs the other. In a checkout it runs the TypeScript sources as they are, which
// takes a Node that strips types; an older one hands over to the project's own Node. A package has the build instead, and so has whoever serves.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { heapFlags, leanEnvironment, startLean } from './lean-heap.mjs';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) handOver();
else await run(process.argv.slice(2));

/** @param {string[]} args */
async function run(args) {
  if (isServe(args)) startLean();
  // Whoever launched this process has ended, however that came about: so do we, in order.
  if (process.channel) {
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
  }
  // The types need stripping once, not at every start.
  const { enableCompileCache } = await import('../scripts/compile-cache.mjs');
  enableCompileCache();
  const isCheckout = existsSync(new URL('../src', import.meta.url));
  const runsSources = isCheckout && !(await runsBuild(args));
  /** @type {typeof import('../src/main/cli/main.ts')} */
  const { main } = await import(runsSources ? '../src/main/cli/main.ts' : fromBuild('command-line'));
  await main(args, {
    async serve(options) {
      /** @type {typeof import('../src/main/browser-host/main.ts')} */
      const { serve } = await import(
        runsSources ? '../src/main/browser-host/main.ts' : fromBuild('browser-host')
      );
      await serve(options);
    },
  });
}

/**
 * Whether the build runs. `millrace serve` needs the page to be built: then the rest is built as well, and a bundle starts in two thirds of the
 * time. MILLRACE_SOURCES=1 has the sources run all the same, for a debugger; 0 has the build run whatever the command, for those who start many.
 *
 * @param {string[]} args
 */
async function runsBuild(args) {
  const { MILLRACE_SOURCES } = process.env;
  if (MILLRACE_SOURCES === '0' && existsSync(new URL(fromBuild('command-line')))) return true;
  if (!isServe(args)) return false;
  const { ensureBuilt } = await import('../scripts/ensure-built.mjs');
  await ensureBuilt();
  return MILLRACE_SOURCES !== '1';
}

/**
 * Whether the browser host is to run.
 *
 * @param {string[]} args
 */
function isServe(args) {
  const [first = 'serve'] = args;
  const isQuestion = args.some(arg => arg === '--help' || arg === '-h' || arg === '--version');
  return (first === 'serve' || first.startsWith('-')) && !isQuestion;
}

/** @param {string} name */
function fromBuild(name) {
  return new URL(`../out/main/${name}.js`, import.meta.url).href;
}

function handOver() {
  const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write(
      `Millrace needs Node 24 or newer; this is ${process.versions.node}. Install that, or run "npm ci" in a checkout, which brings its own.\n`,
    );
    process.exit(1);
  }
  // Before it starts: it may be at work before `spawn` returns.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  const args = process.argv.slice(2);
  const lean = isServe(args);
  const child = spawn(node, [...(lean ? heapFlags : []), fileURLToPath(import.meta.url), ...args], {
    // The channel carries nothing: it closes when this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: lean ? leanEnvironment() : process.env,
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}
