import { randomBytes } from 'node:crypto';

/** Between the fence of a worker and what a claimer adds to it. Not a character of base64url. */
const CLAIMED = '!';

/**
 * A fence says whose place it is: whoever wrote it last. It is random, not a number that grows, so that one made after Redis has lost its data is
 * never that of somebody who was there before.
 */
export function newFence(): string {
  return randomBytes(12).toString('base64url');
}

/** The fence of a worker whose entries are being claimed: it knows its own again, and that it has to read again what it holds. */
export function claimedFence(fence: string): string {
  return `${startOf(fence)}${CLAIMED}${newFence()}`;
}

/** The fence that a start has made, without the marks of claimers. */
export function startOf(fence: string): string {
  return fence.split(CLAIMED, 1)[0]!;
}

export function isClaimed(fence: string): boolean {
  return fence.includes(CLAIMED);
}
