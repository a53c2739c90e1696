import type { Target } from '#shared/redis/target.ts';
import { addressText } from '#shared/redis/target-text.ts';

/** The server and what is used of it, the same text for every way to name it in a profile. */
export function serverText({ address, db, username }: Target): string {
  return `${username === '' ? '' : `${username}@`}${addressText(address)}/${db}`;
}
