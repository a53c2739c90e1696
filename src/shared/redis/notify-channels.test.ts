import { describe, expect, it } from 'vitest';
import { notifyName, notifyPlace, readNotification } from './notify-channels.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('channels of notifications', () => {
  it('are named by database and key, or event', () => {
    expect(text(notifyName('key', '0', utf8('user:*')))).toBe('__keyspace@0__:user:*');
    expect(text(notifyName('event', '*', utf8('expired')))).toBe('__keyevent@*__:expired');
  });

  it('say of which database and by what they tell', () => {
    const place = notifyPlace(utf8('__keyspace@12__:a__:b'));
    expect(place).toMatchObject({ by: 'key', db: '12' });
    expect(text(place!.rest)).toBe('a__:b');
    for (const other of [
      'orders',
      '__keyspace@',
      '__keyspace@0',
      '__keyspace@0__',
      '__keyspace@no-such-database__:a',
    ])
      expect(notifyPlace(utf8(other))).toBeNull();
  });

  it('keep the bytes of a key', () => {
    const key = Uint8Array.of(0xff, 0, 0x3a);
    const name = notifyName('key', '0', key);
    expect(readNotification(name, utf8('set'))).toEqual({ by: 'key', db: '0', key, event: utf8('set') });
    expect(readNotification(utf8('__keyevent@3__:del'), key)).toMatchObject({ db: '3', key });
  });
});
