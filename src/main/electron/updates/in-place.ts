import { access, mkdtemp, readFile, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';

/** This copy of Millrace, and where it runs. */
export interface Installation {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  execPath: string;
  /** Electron's `process.resourcesPath`. */
  resourcesPath: string;
  /** A build for macOS that is signed with a certificate. */
  isSignedForMac: boolean;
}

/**
 * Why this copy cannot be replaced by a newer one where it is, in a sentence for a person.
 *
 * @returns undefined where it can
 */
export async function whyNotInPlace(installation: Installation): Promise<string | undefined> {
  const { platform } = installation;
  if (platform === 'linux') return whyNotOnLinux(installation);
  if (platform === 'darwin') return whyNotOnMac(installation);
  if (platform === 'win32') return whyNotOnWindows(installation);
  return `Millrace cannot update itself on ${platform}.`;
}

async function whyNotOnLinux(installation: Installation): Promise<string | undefined> {
  const appImage = ownAppImage(installation);
  if (appImage !== undefined) return whyNotWritable(dirname(appImage));
  // electron-builder writes it into what a package manager installs.
  const kind = await readFile(join(installation.resourcesPath, 'package-type'), 'utf8').catch(
    () => undefined,
  );
  return kind === undefined
    ? 'This copy of Millrace is not an AppImage, so it cannot update itself.'
    : `Millrace was installed from a ${kind.trim()} package. Download the new package and install it.`;
}

/**
 * The AppImage that runs. What starts from another AppImage (a terminal, say) inherits its APPIMAGE and APPDIR, and what was unpacked has one
 * inside of its APPDIR: neither is a file of ours.
 */
function ownAppImage({ env: { APPIMAGE, APPDIR }, execPath }: Installation): string | undefined {
  if (!APPIMAGE || !APPDIR || !isAbsolute(APPIMAGE)) return undefined;
  return isInside(APPDIR, execPath) && !isInside(APPDIR, APPIMAGE) ? APPIMAGE : undefined;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

async function whyNotOnMac({ isSignedForMac, execPath }: Installation): Promise<string | undefined> {
  if (!isSignedForMac) return 'This build is not signed, and macOS updates only signed apps.';
  // Millrace.app/Contents/MacOS/Millrace
  const bundle = join(execPath, '../../..');
  return (await whyNotWritable(bundle)) ?? whyNotWritable(dirname(bundle));
}

async function whyNotOnWindows({ execPath }: Installation): Promise<string | undefined> {
  const folder = dirname(execPath);
  const isInstalled = await access(join(folder, 'Uninstall Millrace.exe')).then(
    () => true,
    () => false,
  );
  if (!isInstalled)
    return 'This copy of Millrace was not set up by the installer, so it cannot update itself.';
  return whyNotWritable(folder);
}

/** Tries it: rights alone say nothing of read-only disks, nor, on Windows, of anything. */
async function whyNotWritable(folder: string): Promise<string | undefined> {
  try {
    await rmdir(await mkdtemp(join(folder, '.millrace-')));
    return undefined;
  } catch {
    return `Millrace cannot write to the folder where it is installed (${folder}).`;
  }
}
