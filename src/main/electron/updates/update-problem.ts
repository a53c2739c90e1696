import { UpdateError } from './transfer.ts';

const FEED = 'The update feed does not describe an update for this system.';

/** Codes of electron-updater and of the file system. */
const words: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space and try again.',
  EDQUOT: 'Your disk quota is used up. Free some space and try again.',
  EACCES: 'Millrace is not allowed to write the file.',
  EPERM: 'Millrace is not allowed to write the file.',
  EROFS: 'The disk is read-only.',
  ENOENT: 'The downloaded file is gone. Download it again.',
  ERR_CHECKSUM_MISMATCH:
    'The downloaded file does not have the checksum that the feed names, and was deleted.',
  ERR_UPDATER_INVALID_SIGNATURE:
    'The downloaded file is not signed by the publisher of Millrace, and was deleted.',
  ERR_UPDATER_INVALID_UPDATE_INFO: FEED,
  ERR_UPDATER_INVALID_VERSION: FEED,
  ERR_UPDATER_NO_FILES_PROVIDED: FEED,
  ERR_UPDATER_NO_CHECKSUM: FEED,
  ERR_UPDATER_ZIP_FILE_NOT_FOUND: FEED,
};

const MAX_LENGTH = 200;

/** What went wrong with an update, in a sentence or two for a person. */
export function updateProblem(error: unknown): string {
  if (error instanceof UpdateError) return error.message;
  if (!(error instanceof Error)) return String(error).slice(0, MAX_LENGTH);
  const known = words[(error as NodeJS.ErrnoException).code ?? ''];
  if (known !== undefined) return known;
  // The library takes the members of a feed for granted.
  if (error instanceof TypeError) return FEED;
  return error.message.split('\n', 1)[0]!.slice(0, MAX_LENGTH);
}
