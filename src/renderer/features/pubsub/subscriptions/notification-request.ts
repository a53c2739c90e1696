import { flagsOfEvents, notifyClasses, unionFlags } from '#shared/redis/notify-flags.ts';
import { notifyName, type NotifyBy } from '#shared/redis/notify-channels.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { kindOfName, splitNames } from '../../../lib/typed-names.ts';

/** What a person asks to be notified of. */
export interface NotificationDraft {
  by: NotifyBy;
  /** A number, or `*` for all. */
  db: string;
  /** Keys or patterns of them, or names of events; separated by spaces, all when empty. */
  names: string;
  /** Flags of the classes of events; by event with names they follow from these. */
  classes: string;
}

/** What has to be subscribed to for that, and what the server has to send. */
export interface NotificationRequest {
  subscriptions: { kind: 'channel' | 'pattern'; name: Uint8Array<ArrayBuffer> }[];
  flags: string;
}

/** Any database, as a name to PSUBSCRIBE. */
const ANY = '*';
const DATABASE = /^(?:\d{1,9}|\*)$/;

export function notificationRequest(draft: NotificationDraft): NotificationRequest | { problem: string } {
  const { by, db, names, classes } = draft;
  if (!DATABASE.test(db.trim())) return { problem: 'A database is a number from 0, or * for all.' };
  const wanted = splitNames(names);
  const flags = unionFlags(by === 'key' ? 'K' : 'E', neededClasses(draft));
  if (classes === '' && neededClasses(draft) === '')
    return { problem: 'Choose at least one class of events.' };
  return {
    subscriptions: (wanted.length === 0 ? [ANY] : wanted).map(name => ({
      kind: db.trim() === ANY || kindOfName(name) === 'pattern' ? 'pattern' : 'channel',
      name: notifyName(by, db.trim(), parseBytesText(name)),
    })),
    flags,
  };
}

/** The classes of the events that are named, or those that were chosen. */
export function neededClasses({ by, names, classes }: NotificationDraft): string {
  const events = by === 'event' ? splitNames(names) : [];
  if (events.length === 0 || events.some(event => kindOfName(event) === 'pattern')) return classes;
  return flagsOfEvents(events);
}

/** All classes that a server of today sends unless asked otherwise. */
export const everyClass = notifyClasses
  .filter(({ inAll }) => inAll)
  .map(({ flag }) => flag)
  .join('');
