// `npm run dev`: the app with hot reload. With an Electron runtime it is the desktop app; without, the browser host with the page from its
// sources.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';
import { serve } from '../src/main/browser-host/main.ts';
import { main } from '../src/main/cli/main.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

if (existsSync(join(root, 'node_modules/electron/path.txt'))) {
  const bin = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const child = spawn(process.execPath, [bin, 'dev'], { cwd: root, stdio: 'inherit' });
  child.once('exit', code => process.exit(code ?? 1));
} else {
  const vite = await createServer({
    configFile: false,
    root: join(root, 'src/renderer'),
    plugins: [react(), tailwindcss()],
    server: { middlewareMode: true },
    appType: 'spa',
  });
  await main(['serve', ...process.argv.slice(2)], {
    serve: options => serve(options, { developmentPage: vite.middlewares }),
  });
}
