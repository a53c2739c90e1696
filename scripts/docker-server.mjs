import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { writeStarter } from './unpacked-server.mjs';

/** Debian below, as its loader and libraries must run beside ours. */
const IMAGE = 'redis:7-bookworm';

/**
 * A redis-server out of a Docker image, unpacked once and started as a program of this machine: the tests stop, kill and restart it by its
 * process, which the Docker client would stand between. Linux only: elsewhere the image's programs do not run.
 *
 * @param {string} folder where it is kept
 * @returns {string | undefined} the program, or undefined where there is no Docker or it would not give one
 */
export function serverFromDocker(folder) {
  if (process.platform !== 'linux') return undefined;
  const path = join(folder, 'docker-redis-server');
  if (existsSync(path)) return path;
  if (docker('info', '--format', '{{.ID}}').status !== 0) return undefined;
  process.stderr.write(`Taking redis-server out of the Docker image ${IMAGE} ...\n`);
  const created = docker('create', IMAGE);
  if (created.status !== 0) {
    process.stderr.write(created.stderr);
    return undefined;
  }
  const id = created.stdout.trim().split('\n').at(-1) ?? '';
  const root = join(folder, 'docker');
  const partial = `${root}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const unpacked = spawnSync('sh', ['-c', 'docker export "$1" | tar -x -C "$2" usr lib', 'sh', id, partial], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  docker('rm', id);
  if (unpacked.status !== 0) return undefined;
  rmSync(root, { recursive: true, force: true });
  renameSync(partial, root);
  writeStarter(path, root, 'usr/local/bin/redis-server');
  return path;
}

/** @param {string[]} args */
function docker(...args) {
  return spawnSync('docker', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 5 * 60_000,
  });
}
