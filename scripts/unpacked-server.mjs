import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a program that starts a server out of an unpacked Linux root beside our own: with the libraries it was built with, and the loader
 * of those.
 *
 * @param {string} path of the program to write
 * @param {string} root the unpacked root
 * @param {string} program path of the server in it
 */
export function writeStarter(path, root, program) {
  const folder = ['usr/lib', 'lib'].map(name => join(root, name)).find(name => existsSync(name)) ?? root;
  const architecture = readdirSync(folder).find(name => name.endsWith('-linux-gnu')) ?? '';
  const libraries = join(folder, architecture);
  const loader = readdirSync(libraries).find(name => name.startsWith('ld-linux')) ?? '';
  const quoted = [join(libraries, loader), '--library-path', libraries, join(root, program)]
    .map(part => `'${part}'`)
    .join(' ');
  writeFileSync(path, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  chmodSync(path, 0o755);
}
