import { z } from 'zod';

/** The page's content security policy forbids `eval`; zod must know before the first schema is made. */
z.config({ jitless: true });
