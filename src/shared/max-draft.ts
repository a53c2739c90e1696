/** A longer draft is a file: it is not kept. */
export const MAX_DRAFT_CHARACTERS = 1_000_000;
