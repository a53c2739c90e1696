import { packageRoot } from '#engine/package-root.ts';

export function version(): string {
  return packageRoot(import.meta.url).version;
}
