import { expect, it } from 'vitest';
import { neededClasses, notificationRequest, type NotificationDraft } from './notification-request.ts';

const draft = (change: Partial<NotificationDraft>): NotificationDraft => ({
  by: 'key',
  db: '0',
  names: '',
  classes: 'gx',
  ...change,
});
const asked = (change: Partial<NotificationDraft>) => {
  const request = notificationRequest(draft(change));
  if ('problem' in request) return request.problem;
  const names = request.subscriptions.map(({ kind, name }) => `${kind} ${new TextDecoder().decode(name)}`);
  return [...names, request.flags];
};

it('keys are subscribed to by name or by pattern', () => {
  expect(asked({})).toEqual(['pattern __keyspace@0__:*', 'gxK']);
  expect(asked({ names: 'user:1 user:?', db: '3' })).toEqual([
    'channel __keyspace@3__:user:1',
    'pattern __keyspace@3__:user:?',
    'gxK',
  ]);
  expect(asked({ names: 'user:1', db: '*' })).toEqual(['pattern __keyspace@*__:user:1', 'gxK']);
});

it('events that are named say themselves of which class they are', () => {
  expect(asked({ by: 'event', names: 'expired del' })).toEqual([
    'channel __keyevent@0__:expired',
    'channel __keyevent@0__:del',
    'gxE',
  ]);
  expect(neededClasses(draft({ by: 'event', names: 'xadd' }))).toBe('t');
  expect(neededClasses(draft({ by: 'event', names: 'h*' }))).toBe('gx');
  expect(asked({ by: 'event', classes: '$' })).toEqual(['pattern __keyevent@0__:*', '$E']);
});

it('says what is missing', () => {
  expect(asked({ db: 'x' })).toMatch(/number from 0/);
  expect(asked({ classes: '' })).toMatch(/at least one/);
});
