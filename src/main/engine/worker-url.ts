/**
 * Where a worker's code is: its source while the sources run as they are, else its bundle, which the build puts beside the main one.
 *
 * @param source the worker's file, relative to this folder
 */
export function workerUrl(source: `./${string}-worker.ts`): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL(source, here);
  const bundle = source.slice(source.lastIndexOf('/') + 1).replace(/\.ts$/, '.js');
  return new URL(here.includes('/chunks/') ? `../${bundle}` : `./${bundle}`, here);
}
