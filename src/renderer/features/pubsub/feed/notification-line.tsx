import type { Notification } from '#shared/redis/notify-channels.ts';
import { bytesText } from '#shared/redis/text.ts';
import { Tag } from '../../../ui/tag.tsx';

/** A keyspace notification in one line: what happened to which key. */
export function NotificationLine({ notification: { event, key } }: { notification: Notification }) {
  return (
    <span>
      <b className="font-medium">{bytesText(event)}</b> {bytesText(key)} <Tag tone="accent">notification</Tag>
    </span>
  );
}

/** Its channel in short: what follows the database stands in the line. */
export function notificationChannel({ by, db }: Notification): string {
  return `${by === 'key' ? 'keyspace' : 'keyevent'} db ${db}`;
}

/** The same as terms of a list, in the detail. */
export function NotificationFacts({ notification: { event, key, db } }: { notification: Notification }) {
  return (
    <>
      <dt>key</dt>
      <dd title={bytesText(key)}>{bytesText(key)}</dd>
      <dt>event</dt>
      <dd>
        {bytesText(event)} <span className="text-muted">in database {db}</span>
      </dd>
    </>
  );
}
