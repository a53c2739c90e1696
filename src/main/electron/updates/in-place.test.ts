import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whyNotInPlace, type Installation } from './in-place.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-in-place-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What nobody can write to, root neither: it is not there. */
const GONE = '/nowhere/apps';

describe('Linux', () => {
  const appImage = (change: Partial<Installation> = {}): Installation => ({
    platform: 'linux',
    env: { APPIMAGE: join(folder, 'Millrace.AppImage'), APPDIR: '/tmp/.mount_MillraX' },
    execPath: '/tmp/.mount_MillraX/millrace',
    resourcesPath: folder,
    isSignedForMac: false,
    ...change,
  });

  test('an AppImage in a folder that can be written to', async () => {
    expect(await whyNotInPlace(appImage())).toBeUndefined();
    const env = { APPIMAGE: `${GONE}/Millrace.AppImage`, APPDIR: '/tmp/.mount_MillraX' };
    expect(await whyNotInPlace(appImage({ env }))).toBe(
      'Millrace cannot write to the folder where it is installed (/nowhere/apps).',
    );
  });

  test.each([
    ['none', {}],
    ['an empty one', { APPIMAGE: '', APPDIR: '' }],
    ['a relative one', { APPIMAGE: 'Millrace.AppImage', APPDIR: '/tmp/.mount_MillraX' }],
    [
      'that of another program which started it',
      { APPIMAGE: '/apps/Terminal.AppImage', APPDIR: '/tmp/.mount_TermX' },
    ],
    ['one with a name that begins alike', { APPIMAGE: '/apps/Other.AppImage', APPDIR: '/tmp/.mount_Millra' }],
    ['an unpacked one', { APPIMAGE: '/tmp/.mount_MillraX/AppRun', APPDIR: '/tmp/.mount_MillraX' }],
  ])('with an AppImage in the environment that is not ours: %s', async (_, env) => {
    expect(await whyNotInPlace(appImage({ env }))).toBe(
      'This copy of Millrace is not an AppImage, so it cannot update itself.',
    );
  });

  test.each(['deb', 'rpm'])('a package is installed by whoever installed it: %s', async kind => {
    writeFileSync(join(folder, 'package-type'), kind);
    const env = { APPIMAGE: '/apps/Terminal.AppImage', APPDIR: '/tmp/.mount_TermX' };
    const execPath = '/opt/Millrace/millrace';
    expect(await whyNotInPlace(appImage({ env, execPath }))).toBe(
      `Millrace was installed from a ${kind} package. Download the new package and install it.`,
    );
  });
});

test('macOS updates what is signed and can be written to', async () => {
  const bundle = join(folder, 'Millrace.app');
  mkdirSync(join(bundle, 'Contents/MacOS'), { recursive: true });
  const mac: Installation = {
    platform: 'darwin',
    env: {},
    execPath: join(bundle, 'Contents/MacOS/Millrace'),
    resourcesPath: join(bundle, 'Contents/Resources'),
    isSignedForMac: true,
  };
  expect(await whyNotInPlace(mac)).toBeUndefined();
  expect(await whyNotInPlace({ ...mac, isSignedForMac: false })).toContain('not signed');
  const onDisk = { ...mac, execPath: '/Volumes/Millrace/Millrace.app/Contents/MacOS/Millrace' };
  expect(await whyNotInPlace(onDisk)).toContain('cannot write to the folder where it is installed');
});

test('Windows updates what its installer has installed', async () => {
  const windows: Installation = {
    platform: 'win32',
    env: {},
    execPath: join(folder, 'Millrace.exe'),
    resourcesPath: join(folder, 'resources'),
    isSignedForMac: false,
  };
  expect(await whyNotInPlace(windows)).toBe(
    'This copy of Millrace was not set up by the installer, so it cannot update itself.',
  );
  writeFileSync(join(folder, 'Uninstall Millrace.exe'), '');
  expect(await whyNotInPlace(windows)).toBeUndefined();
});

test('no other system is known', async () => {
  const system = {
    platform: 'freebsd',
    env: {},
    execPath: '',
    resourcesPath: '',
    isSignedForMac: false,
  } as const;
  expect(await whyNotInPlace(system)).toBe('Millrace cannot update itself on freebsd.');
});
