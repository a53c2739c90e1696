import { spawnSync } from 'node:child_process';

/** A Python that Bytewax has wheels for; null where there is none. */
export function findPython(): string | null {
  for (const name of ['python3', 'python3.11', 'python3.12', 'python3.10', 'python']) {
    const { stdout, status } = spawnSync(name, ['-c', 'import sys; print(*sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    const [major, minor] = status === 0 ? stdout.trim().split(' ').map(Number) : [];
    if (major === 3 && minor! >= 10 && minor! <= 12) return name;
  }
  return null;
}
