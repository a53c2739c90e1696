import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { installDebianPackages } from './find-programs.mjs';
import { writeStarter } from './unpacked-server.mjs';

/**
 * Further servers for the integration tests, beside the one on PATH: those of Debian trixie, unpacked under out/servers and run from
 * there. Nothing is installed on the machine but debootstrap.
 *
 * @typedef {{ name: string, path: string }} FetchedServer
 */

const folder = join(import.meta.dirname, '..', 'out', 'servers');
const root = join(folder, 'trixie');
const programs = ['redis-server', 'valkey-server'];

/**
 * Sets the servers up where that is possible (as root on a Debian), or finds them set up already.
 *
 * @returns {FetchedServer[]} empty where it is not possible
 */
export function fetchServers() {
  if (!existsSync(join(root, 'usr/bin', programs[0] ?? '')) && !unpack()) return [];
  return programs.map(name => {
    const path = join(folder, `trixie-${name}`);
    writeStarter(path, root, join('usr/bin', name));
    return { name: `${name} of trixie`, path };
  });
}

function unpack() {
  const found = () => spawnSync('debootstrap', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!found() && !(installDebianPackages(['debootstrap']) && found())) return false;
  mkdirSync(folder, { recursive: true });
  process.stderr.write(`Unpacking ${programs.join(' and ')} into ${root} ...\n`);
  const args = ['--variant=minbase', `--include=${programs.join(',')}`, 'trixie', root];
  return spawnSync('debootstrap', args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const servers = fetchServers();
  for (const { path } of servers) process.stdout.write(`${path}\n`);
  if (servers.length === 0) {
    process.stderr.write(
      'Further servers can only be fetched as root on a Debian with its package archive in reach.\n',
    );
    process.exitCode = 1;
  }
}
