import { readFileSync } from 'node:fs';

interface PackageFile {
  name?: string;
  version: string;
  homepage: string;
}

/**
 * The folder of the package that a module is of, and what its package.json says: above the sources, and above the bundles of a build.
 *
 * @param here `import.meta.url` of the module
 */
export function packageRoot(here: string): { root: URL; version: string; homepage: string } {
  for (let folder = new URL('./', here); ;) {
    const file = readPackage(new URL('package.json', folder));
    if (file?.name === 'millrace') return { root: folder, version: file.version, homepage: file.homepage };
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
