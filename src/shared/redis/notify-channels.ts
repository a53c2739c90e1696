/**
 * The channels of keyspace notifications: `__keyspace@<db>__:<key>` with the event as the message, and `__keyevent@<db>__:<event>` with the key.
 *
 * @see https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/
 */

export type NotifyBy = 'key' | 'event';

/** What a notification says: this happened to that key. */
export interface Notification {
  by: NotifyBy;
  db: string;
  key: Uint8Array;
  event: Uint8Array;
}

const heads: Record<NotifyBy, string> = { key: '__keyspace@', event: '__keyevent@' };
const encoder = new TextEncoder();

/** The name to subscribe to. `db` is a number or `*`, `rest` a key or an event; either may be a pattern. */
export function notifyName(by: NotifyBy, db: string, rest: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(`${heads[by]}${db}__:`);
  const name = new Uint8Array(head.length + rest.length);
  name.set(head);
  name.set(rest, head.length);
  return name;
}

/** How a channel tells of keys: null when it is no channel of notifications. */
export function notifyPlace(channel: Uint8Array): { by: NotifyBy; db: string; rest: Uint8Array } | null {
  const by = startsWith(channel, heads.key) ? 'key' : startsWith(channel, heads.event) ? 'event' : null;
  if (by === null) return null;
  const from = heads[by].length;
  // The database is a few digits, or a star: what is longer is another channel with the same beginning.
  for (let at = from + 1; at <= from + 10 && at + 2 < channel.length; at++) {
    if (channel[at] !== UNDERSCORE || channel[at + 1] !== UNDERSCORE || channel[at + 2] !== COLON) continue;
    return {
      by,
      db: String.fromCharCode(...channel.subarray(from, at)),
      rest: channel.subarray(at + 3),
    };
  }
  return null;
}

/** A message of a notification's channel, read; null when it is none. */
export function readNotification(channel: Uint8Array, payload: Uint8Array): Notification | null {
  const place = notifyPlace(channel);
  if (place === null) return null;
  const { by, db, rest } = place;
  return by === 'key' ? { by, db, key: rest, event: payload } : { by, db, key: payload, event: rest };
}

const UNDERSCORE = 0x5f;
const COLON = 0x3a;

function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[at] !== text.charCodeAt(at)) return false;
  return true;
}
