import { config } from 'zod/v4/core';

/** The page's content security policy forbids `eval`; zod must know before the first schema is made. */
config({ jitless: true });
