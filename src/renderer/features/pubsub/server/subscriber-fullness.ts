import type { OutputLimit, SubscriberInfo } from '#shared/contract/subscribers.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';

/** How near a subscriber is to being cut off for not reading fast enough. */
export interface Fullness {
  /** Of the nearest limit in bytes, 0 to 1; null where it is unknown, or there is no limit. */
  share: number | null;
  tone: 'calm' | 'warning' | 'danger';
  /** "1.2 MB of 34 MB". */
  figure: string;
  /** What it comes to, in words. */
  words: string;
}

/** Above this part of the hard limit it is said aloud. */
const WARN_ABOVE = 0.5;

/** @see https://redis.io/docs/latest/develop/reference/clients/#output-buffer-limits */
export function fullnessOf(
  { outputBytes, overSoftSeconds }: Pick<SubscriberInfo, 'outputBytes' | 'overSoftSeconds'>,
  limit: OutputLimit | null,
): Fullness {
  const bytes = formatBytes(outputBytes);
  if (outputBytes === null || limit === null)
    return { share: null, tone: 'calm', figure: bytes, words: 'How full the buffer is, is not known.' };
  const { hardBytes, softBytes, softSeconds } = limit;
  if (hardBytes === 0 && softBytes === 0)
    return { share: null, tone: 'calm', figure: bytes, words: 'The server sets no limit.' };
  const share = hardBytes === 0 ? null : outputBytes / hardBytes;
  const figure = `${bytes} of ${formatBytes(hardBytes === 0 ? softBytes : hardBytes)}`;
  if (overSoftSeconds !== null) {
    const left = Math.max(0, Math.ceil(softSeconds - overSoftSeconds));
    const words = `Above the soft limit of ${formatBytes(softBytes)}: cut off in at most ${left} s unless it reads.`;
    return { share: share ?? 1, tone: 'danger', figure, words };
  }
  if (share !== null && share > WARN_ABOVE) {
    const words = `${Math.round(share * 100)} % of the hard limit: at 100 % the server cuts it off at once.`;
    return { share, tone: 'warning', figure, words };
  }
  return { share: share ?? outputBytes / softBytes, tone: 'calm', figure, words: 'It keeps up.' };
}
