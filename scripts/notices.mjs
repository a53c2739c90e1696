// Writes out/THIRD-PARTY-NOTICES.txt: the licence of every package that the packaged app contains, bundled or beside it.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Tools that leave nothing of themselves in the app. */
const tools =
  /^(@types\/|@vitejs\/|@tailwindcss\/vite|@playwright|axe-core|electron$|electron-(builder|vite)$|node$|knip|oxfmt|oxlint|typescript|vite$|vitest|fast-check|selfsigned)/;

/** @typedef {{ name: string, version: string, license?: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} Manifest */
const manifest = read(root);
const direct = [
  ...Object.keys(manifest.dependencies ?? {}),
  ...Object.keys(manifest.devDependencies ?? {}),
].filter(name => !tools.test(name));

/** @type {Map<string, string>} */
const notices = new Map();
for (const name of direct) collect(name, root);
const sections = [...notices.entries()]
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([title, text]) => `${title}\n\n${text.trim()}\n`);
mkdirSync(join(root, 'out'), { recursive: true });
writeFileSync(join(root, 'out/THIRD-PARTY-NOTICES.txt'), sections.join(`\n${'-'.repeat(80)}\n\n`));
process.stderr.write(`Notices of ${notices.size} packages written.\n`);

/**
 * @param {string} name
 * @param {string} from folder of the package that depends on it
 */
function collect(name, from) {
  const folder = [join(from, 'node_modules', name), join(root, 'node_modules', name)].find(path =>
    existsSync(join(path, 'package.json')),
  );
  if (!folder) return; // an optional dependency of another platform
  const { version, license, dependencies } = read(folder);
  const title = `${name} ${version} (${license ?? 'licence in its text'})`;
  if (notices.has(title)) return;
  const file = readdirSync(folder).find(entry => /^(licen[cs]e|copying|ofl)/i.test(entry));
  notices.set(
    title,
    file
      ? readFileSync(join(folder, file), 'utf8')
      : `Its package holds no licence text; it names ${license}.`,
  );
  for (const dependency of Object.keys(dependencies ?? {})) collect(dependency, folder);
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
function read(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
