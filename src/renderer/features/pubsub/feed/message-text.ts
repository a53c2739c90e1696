import type { FeedRecord } from '#shared/contract/feeds.ts';
import { bytesText, utf8Text } from '#shared/redis/text.ts';
import { isoTime } from '../../../lib/format/times.ts';
import { prettyJsonLines } from '../../../lib/json/pretty.ts';
import { jsonProblem } from '../../../lib/payload.ts';

/** A payload for the clipboard: JSON formatted, other text as it is, bytes with escapes. */
export function payloadText(payload: Uint8Array): string {
  const text = utf8Text(payload);
  if (text === null) return bytesText(payload);
  return jsonProblem(text) === null ? prettyJsonLines(text).join('\n') : text;
}

/** A message as one line of JSON. A payload that is JSON stays JSON, with every number as it was written. */
export function jsonLine(record: FeedRecord): string {
  const text = utf8Text(record.payload);
  const payload =
    text !== null && jsonProblem(text) === null
      ? text.replace(/\s*[\r\n]\s*/g, ' ').trim()
      : JSON.stringify(text ?? bytesText(record.payload));
  const head = JSON.stringify({
    time: isoTime(record.time),
    channel: bytesText(record.channel),
    ...(record.sharded ? { sharded: true } : {}),
    ...(record.pattern === null ? {} : { pattern: bytesText(record.pattern) }),
  });
  return `${head.slice(0, -1)},"payload":${payload}}`;
}
