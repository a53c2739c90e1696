import { ensureBuilt } from '../../scripts/ensure-built.mjs';

/** Before the first test: what the tests start as processes is built from the sources as they are. */
export default async function setup(): Promise<void> {
  await ensureBuilt();
}
