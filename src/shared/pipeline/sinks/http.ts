import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { duration, httpUrl, name, whole } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { branch } from './branch.ts';
import { sinkKind } from './sink-kind.ts';

/** What a header may be called: a token of RFC 9110. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** What the request says itself. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
]);

/** Batches of events or rows, sent to an address by POST. */
export const http = sinkKind({
  schema: strict({
    type: z.literal('http'),
    url: httpUrl,
    headers: z.record(z.string(), z.string()).optional(),
    format: z
      .enum(['lines', 'array'])
      .default('lines')
      .describe('A line of JSON for each, or one list of JSON; default "lines".'),
    batch: whole.max(10_000).default(500).describe('In one request, so many at most.'),
    timeout: duration.default('10s').describe('How long an answer may take; default "10s".'),
    hmac: strict({
      secret: name.describe('Of a variable: "${WEBHOOK_SECRET}".'),
      header: name.default('x-signature-256').describe('Default "x-signature-256".'),
    })
      .optional()
      .describe('A header with "sha256=" and the HMAC-SHA256 of the body, in hex.'),
    private: z.boolean().default(false).describe('The name of the host may lead into your own network.'),
    ...branch,
  }),
  into: 'lines',
  text: ({ url }) => url,
  writes: ({ url }) => [named('receiver', new URL(url).href)],
  check({ headers = {}, hmac, timeout }, at, _, report) {
    for (const [header, value] of Object.entries(headers)) {
      const path = [...at, 'headers', header];
      if (!TOKEN.test(header)) report(path, 'is not the name of a header', 'letters, digits and "-"');
      else if (OWN_HEADERS.has(header.toLowerCase()))
        report(path, 'is set by the request itself', 'another header');
      else if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
        report(path, 'has a character that no header may have', 'one line of text');
    }
    if (hmac && !TOKEN.test(hmac.header))
      report([...at, 'hmac', 'header'], 'is not the name of a header', 'letters, digits and "-"');
    if (parseDuration(timeout) < 1) report([...at, 'timeout'], 'is too short', 'from 1ms');
  },
});
