import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits that only the page opened by this host knows. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that tells nothing of where they differ. */
export function tokenMatches(expected: string, given: string | undefined): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given ?? '')) && given !== undefined;
}
