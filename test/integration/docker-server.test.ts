import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serverFromDocker } from '../../scripts/docker-server.mjs';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-docker-server-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A stand-in for the docker command: `export` packs a root in which the loader and the server are scripts. */
function standIn(works: boolean) {
  const image = join(folder, 'image');
  const libraries = join(image, 'usr/lib/x86_64-linux-gnu');
  mkdirSync(libraries, { recursive: true });
  mkdirSync(join(image, 'usr/local/bin'), { recursive: true });
  symlinkSync('usr/lib', join(image, 'lib'));
  writeFileSync(join(libraries, 'ld-linux-x86-64.so.2'), '#!/bin/sh\nshift 2\nexec "$@"\n', { mode: 0o755 });
  writeFileSync(join(image, 'usr/local/bin/redis-server'), '#!/bin/sh\necho "redis-server $@"\n', {
    mode: 0o755,
  });
  const script = `#!/bin/sh
echo "$1" >> ${folder}/asked
case "$1" in
  info) exit ${works ? 0 : 1} ;;
  create) echo some-id ;;
  export) tar -c -C ${image} usr lib ;;
  rm) ;;
esac
`;
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/docker'), script);
  chmodSync(join(folder, 'bin/docker'), 0o755);
  vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
}

test.runIf(process.platform === 'linux')(
  'a server is taken out of the image once, and started with its own libraries',
  async () => {
    standIn(true);
    const path = serverFromDocker(join(folder, 'servers'));
    const { execFileSync } = await import('node:child_process');
    expect(execFileSync(path!, ['--port', '1']).toString()).toBe('redis-server --port 1\n');
    rmSync(join(folder, 'asked'));
    expect(serverFromDocker(join(folder, 'servers'))).toBe(path);
    expect(existsSync(join(folder, 'asked'))).toBe(false);
  },
);

test('where Docker does not answer there is none', () => {
  standIn(false);
  expect(serverFromDocker(join(folder, 'servers'))).toBeUndefined();
});
