/** A worker's file, relative to `src/main/engine`. */
export type WorkerSource = `./${string}-worker.ts`;

/**
 * Where a worker's code is: its source while the sources run as they are, else its bundle, which the build puts beside the main one
 * (`electron.vite.config.ts` lists the workers).
 */
export function workerUrl(source: WorkerSource): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL(`.${source}`, here);
  const bundle = source.slice(source.lastIndexOf('/') + 1).replace(/\.ts$/, '.js');
  return new URL(here.includes('/chunks/') ? `../${bundle}` : `./${bundle}`, here);
}
