import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowserHost } from '../support/browser-host.ts';
import { pack, unpack } from '../support/package.ts';

/** The steps of the Dockerfile and of `npm i`, in empty folders. They ask the package registry, and so run only when named. */
const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const NOBODY = 65_534;

let folder: string;
let archive: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-image-'));
  await chmod(folder, 0o755);
  archive = await pack(folder);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The steps of a stage of the Dockerfile, one a line. */
async function stepsOf(stage: number): Promise<string> {
  const text = await readFile(join(root, 'Dockerfile'), 'utf8');
  return text.split(/^FROM /m)[stage]!.replaceAll(/ \\\n\s*/g, ' ');
}

test('the image serves the page as another user, on the address that it says, and to whoever has the token', async () => {
  const app = join(folder, 'image');
  expect(await stepsOf(1)).toContain('npm pack');
  const steps = await stepsOf(2);
  expect(steps).toContain('tar -xzf millrace.tgz --strip-components=1');
  expect(steps).toContain('npm ci --omit=dev --ignore-scripts');
  await unpack(archive, app);
  await copyFile(join(root, 'package-lock.json'), join(app, 'package-lock.json'));
  await run('npm', ['ci', '--omit=dev', '--ignore-scripts'], { cwd: app });

  const command = JSON.parse(/^CMD (.*)$/m.exec(steps)![1]!) as string[];
  const args = command.slice(1).map(arg => (arg === '8080' ? '0' : arg));
  const uid = process.getuid?.() === 0 ? NOBODY : undefined;
  const token = 'a'.repeat(43);
  const host = await startBrowserHost(
    args,
    { MILLRACE_TOKEN: token, HOME: folder, MILLRACE_VALIDATE: '' },
    { program: join(app, 'bin/millrace.mjs'), ...(uid === undefined ? {} : { uid }) },
  );
  try {
    expect(host.token).toBe(token);
    expect(host.log()).toContain('Warning: Millrace listens on 0.0.0.0.');
    const addresses = Object.values(networkInterfaces()).flatMap(known => known ?? []);
    const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
    for (const name of ['localhost', outside?.address ?? '127.0.0.1']) {
      const origin = `http://${name}:${host.port}`;
      expect(await (await fetch(`${origin}/`)).text()).toContain('<div id="root">');
      const session = (body: string) =>
        fetch(`${origin}/session`, { method: 'POST', body, headers: { Origin: origin } });
      expect((await session('wrong')).status).toBe(401);
      expect((await session(token)).status).toBe(200);
    }
  } finally {
    await host.stop();
  }
});

test('npm i of the package needs no Electron and no build', async () => {
  const prefix = join(folder, 'installed');
  await run('npm', ['install', '--prefix', prefix, '--omit=dev', '--ignore-scripts', archive]);
  const program = join(prefix, 'node_modules/millrace/bin/millrace.mjs');
  const { stdout } = await run(join(prefix, 'node_modules/.bin/millrace'), ['recipes']);
  expect(stdout).toMatch(/^wikipedia-edits /m);
  const host = await startBrowserHost([], {}, { program });
  try {
    expect(await (await fetch(`${host.origin}/`)).text()).toContain('<div id="root">');
  } finally {
    await host.stop();
  }
});
