import { MillraceError } from '#shared/rpc/errors.ts';

export function noSuchKey(): MillraceError {
  return new MillraceError(
    'not-found',
    'The key does not exist: it was deleted, it expired, or it was never there.',
  );
}

/** Says of an error reply about a key what it means here. */
export function throwExplained(error: unknown): never {
  if (error instanceof MillraceError && error.detail?.code === 'WRONGTYPE')
    throw new MillraceError('conflict', 'The key now holds another type. Look at it again.', error.detail);
  throw error;
}
