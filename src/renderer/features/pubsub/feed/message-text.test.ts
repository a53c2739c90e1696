import { describe, expect, it } from 'vitest';
import { jsonLine, payloadText } from './message-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const record = (payload: Uint8Array) => ({
  seq: 1,
  time: Date.UTC(2026, 10, 20, 14, 3, 53, 412),
  channel: utf8('orders.eu'),
  pattern: utf8('orders.*'),
  sharded: false,
  payload,
});

describe('one line of JSON', () => {
  it('keeps a JSON payload as it was written', () => {
    expect(jsonLine(record(utf8('{"id": 9007199254740993,\n "a": 1.0}\n')))).toBe(
      '{"time":"2026-11-20T14:03:53.412Z","channel":"orders.eu","pattern":"orders.*","payload":{"id": 9007199254740993, "a": 1.0}}',
    );
  });

  it('quotes text, and bytes with escapes', () => {
    expect(JSON.parse(jsonLine(record(utf8('say "hi"'))))).toMatchObject({ payload: 'say "hi"' });
    expect(JSON.parse(jsonLine({ ...record(Uint8Array.of(0xff, 0x61)), pattern: null }))).toEqual({
      time: '2026-11-20T14:03:53.412Z',
      channel: 'orders.eu',
      payload: '\\xffa',
    });
  });
});

it('copies JSON formatted, text as it is, bytes with escapes', () => {
  expect(payloadText(utf8('[1,2]'))).toBe('[1, 2]');
  expect(payloadText(utf8('two\nlines'))).toBe('two\nlines');
  expect(payloadText(Uint8Array.of(0xff))).toBe('\\xff');
});
