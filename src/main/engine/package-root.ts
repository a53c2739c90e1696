import { readFileSync } from 'node:fs';

interface PackageFile {
  name?: string;
  version: string;
  homepage: string;
  /** Written by scripts/package-config.mjs. */
  signedForMac?: boolean;
}

/** The package that a module is of. */
export interface PackageRoot {
  root: URL;
  version: string;
  homepage: string;
  /** A build for macOS that is signed with a certificate. */
  isSignedForMac: boolean;
}

/**
 * The folder of the package that a module is of, and what its package.json says: above the sources, and above the bundles of a build.
 *
 * @param here `import.meta.url` of the module
 */
export function packageRoot(here: string): PackageRoot {
  for (let folder = new URL('./', here); ;) {
    const file = readPackage(new URL('package.json', folder));
    if (file?.name === 'millrace') {
      const { version, homepage, signedForMac = false } = file;
      return { root: folder, version, homepage, isSignedForMac: signedForMac };
    }
    const above = new URL('../', folder);
    if (above.href === folder.href) throw new Error(`There is no package above ${here}.`);
    folder = above;
  }
}

function readPackage(file: URL): PackageFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageFile;
  } catch {
    return undefined;
  }
}
