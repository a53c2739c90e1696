import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { findOnPath } from '#engine/connections/sandbox/find-on-path.ts';

/** `npm run dist` for a deb to its end, with stand-ins for what it downloads: Electron's runtime and fpm. */
const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const canPack = findOnPath(['dpkg-deb']) !== undefined;

/** Where fuses stand in a binary of Electron, with none of them set: https://github.com/electron/fuses */
const FUSES = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009${'0'.repeat(9)}`;

let folder: string;
let deb: string;
/** The package, unpacked. */
const at = (...path: string[]) => join(folder, 'root', ...path);
beforeAll(async () => {
  if (!canPack) return;
  await ensureBuilt();
  await run('node', ['scripts/notices.mjs'], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'millrace-dist-'));
  const runtime = join(folder, 'runtime');
  await mkdir(join(runtime, 'resources'), { recursive: true });
  for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler'])
    await writeFile(join(runtime, name), FUSES, { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) await writeFile(join(runtime, name), '');
  const output = join(folder, 'dist');
  const options = [`-c.electronDist=${runtime}`, `-c.directories.output=${output}`];
  await run(
    'node',
    [
      'node_modules/electron-builder/cli.js',
      '--linux',
      'deb',
      '--config',
      'scripts/package-config.mjs',
      ...options,
    ],
    { cwd: root, env: { ...process.env, CUSTOM_FPM_PATH: join(import.meta.dirname, 'stand-in-fpm.mjs') } },
  );
  deb = join(
    output,
    (await readdir(output)).find(name => name.endsWith('.deb'))!,
  );
  await run('dpkg-deb', ['-x', deb, at()]);
}, 300_000);
afterAll(async () => canPack && (await rm(folder, { recursive: true, force: true })));

test.runIf(canPack)('the package says who made it and where the project is', async () => {
  const { homepage, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { stdout } = await run('dpkg-deb', ['-I', deb]);
  for (const line of ['Package: millrace', `Version: ${version}`, `Homepage: ${homepage}`])
    expect(stdout).toContain(line);
  expect(stdout).toContain('Explore Redis event pipelines');
});

test.runIf(canPack)('the desktop opens links and files with it, and knows its windows', async () => {
  const desktop = await readFile(at('usr/share/applications/millrace.desktop'), 'utf8');
  for (const line of ['Exec=/opt/Millrace/millrace %U', 'Icon=millrace', 'StartupWMClass=millrace'])
    expect(desktop.split('\n')).toContain(line);
  const types = /^MimeType=(.*)$/m.exec(desktop)![1]!.split(';');
  expect(types).toEqual(expect.arrayContaining(['x-scheme-handler/redis', 'x-scheme-handler/rediss']));
  expect(types).toEqual(expect.arrayContaining(['application/json', 'application/x-ndjson']));
  expect(await readdir(at('usr/share/icons/hicolor'))).not.toEqual([]);
});

test.runIf(canPack)('millrace is put into PATH, and taken out again', async () => {
  const scripts = join(folder, 'scripts');
  await run('dpkg-deb', ['-e', deb, scripts]);
  const script = (name: string) => readFile(join(scripts, name), 'utf8');
  expect(await script('postinst')).toMatch(/\/usr\/bin\/millrace.*\/opt\/Millrace\/millrace/);
  expect(await script('postrm')).toContain('/usr/bin/millrace');
});

test.runIf(canPack)(
  'the app is in one archive: the build, its recipes, and no library beside it',
  async () => {
    const resources = at('opt/Millrace/resources');
    expect(await readdir(resources)).toContain('app.asar');
    // Its header is JSON, after four lengths: https://github.com/electron/asar#format
    const archive = await readFile(join(resources, 'app.asar'));
    const header = archive.subarray(16, 16 + archive.readUInt32LE(12)).toString();
    const { files } = JSON.parse(header) as { files: object };
    expect(Object.keys(files).toSorted()).toEqual(['out', 'package.json', 'resources']);
    expect(await readdir(at('opt/Millrace'))).toEqual(
      expect.arrayContaining(['LICENSE', 'THIRD-PARTY-NOTICES.txt']),
    );
  },
);
