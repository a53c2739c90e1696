// `npm run dev`: the app with hot reload. With an Electron runtime, which it downloads once, it is the desktop app; where that cannot be had it says why,
// and is the browser host with the page from its sources. `--browser` asks for that one.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';
import { provideElectron } from './electron-runtime.mjs';
import { serve } from '../src/main/browser-host/main.ts';
import { main } from '../src/main/cli/main.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2).filter(arg => arg !== '--browser');
const found = args.length < process.argv.length - 2 ? { reason: 'it was asked for' } : provideElectron();

if ('path' in found) {
  const bin = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  // Chromium refuses its sandbox to root, and with it to start.
  const asRoot = process.getuid?.() === 0 ? ['--noSandbox'] : [];
  const child = spawn(process.execPath, [bin, 'dev', ...asRoot, '--', ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  child.once('exit', code => process.exit(code ?? 1));
} else {
  process.stderr.write(`The browser host, not the desktop app: ${found.reason}.\n`);
  const vite = await createServer({
    configFile: false,
    root: join(root, 'src/renderer'),
    plugins: [react(), tailwindcss()],
    server: { middlewareMode: true },
    appType: 'spa',
  });
  await main(['serve', ...args], {
    serve: options => serve(options, { developmentPage: vite.middlewares }),
  });
}
