import type { Settings } from '#shared/contract/app.ts';
import { useStream } from './engine.ts';

/** Until the engine has said otherwise. The bounds are shown by nobody before that. */
const BEFORE_KNOWN: Settings = {
  theme: 'system',
  utc: false,
  newestFirst: false,
  feedMaxRows: 1_000_000,
  feedMaxBytes: 256 * 2 ** 20,
  savedFilters: [],
  subscriptionSets: [],
};

export function useSettings(): Settings {
  return useStream('app.settings', undefined).item?.settings ?? BEFORE_KNOWN;
}
