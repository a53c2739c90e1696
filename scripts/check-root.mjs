// Part of `npm run check`: every file at the root has a purpose that another file names, or that its own name tells.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Read by tools and people by their name alone. */
const byName =
  /^(\..+|README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md|package(-lock)?\.json|tsconfig(\..+)?\.json|knip\.json|Dockerfile|compose\.yml|.+\.config\.ts)$/;

const listed = git('ls-files', '--cached', '--others', '--exclude-standard');
if (listed.status !== 0) {
  process.stdout.write('The files at the root are not checked: this is not a git checkout.\n');
  process.exit(0);
}
const strays = listed.stdout
  .split('\n')
  .filter(name => name !== '' && !name.includes('/') && !byName.test(name))
  .filter(name => git('grep', '-qlF', '--untracked', '-e', name, '--', '.', `:!${name}`).status !== 0);
for (const name of strays)
  process.stderr.write(
    `${name}: no file names it. Remove it, move it to where it belongs, or say what it is for.\n`,
  );
process.exitCode = strays.length > 0 ? 1 : 0;

/** @param {string[]} args */
function git(...args) {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' });
}
