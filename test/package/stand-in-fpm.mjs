#!/usr/bin/env node
// In place of fpm, which electron-builder would download: makes the package that it is asked for with dpkg-deb. It knows the arguments that
// electron-builder gives for a deb, and no others: https://fpm.readthedocs.io/en/latest/cli-reference.html
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** @type {Map<string, string>} */
const options = new Map();
/** @type {string[]} */
const depends = [];
const root = mkdtempSync(join(tmpdir(), 'millrace-deb-'));
const args = process.argv.slice(2);
for (let at = 0; at < args.length; at++) {
  const argument = args[at] ?? '';
  const [from = '', to] = argument.split('=', 2);
  if (argument === '--force') continue;
  if (argument === '-d') depends.push(args[++at] ?? '');
  else if (argument.startsWith('-')) options.set(argument, args[++at] ?? '');
  else if (to !== undefined) place(from, join(root, to));
}
const control = {
  Package: options.get('--name'),
  Version: options.get('--version'),
  Architecture: options.get('--architecture'),
  Maintainer: options.get('--maintainer'),
  Homepage: options.get('--url'),
  Depends: depends.join(', '),
  Description: options.get('--description')?.trim(),
};
const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`);
mkdirSync(join(root, 'DEBIAN'));
writeFileSync(join(root, 'DEBIAN/control'), lines.join(''));
for (const [option, script] of [
  ['--after-install', 'postinst'],
  ['--after-remove', 'postrm'],
]) {
  writeFileSync(join(root, 'DEBIAN', script ?? ''), readFileSync(options.get(option ?? '') ?? ''));
  chmodSync(join(root, 'DEBIAN', script ?? ''), 0o755);
}
chmodSync(root, 0o755);
execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '-b', root, options.get('--package') ?? '']);
rmSync(root, { recursive: true });

/**
 * @param {string} from
 * @param {string} to
 */
function place(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}
