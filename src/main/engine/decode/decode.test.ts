import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { encode, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decoding } from '#shared/contract/decoding.ts';
import { processorTime } from '../../../../test/support/processor-time.ts';
import { decodePayload } from './decode.ts';
import { lookAt } from './row-look.ts';
import { mayBeWrapped } from './unwrap.ts';

const json = '{"order":9007199254740993,"at":"2026-11-20"}';
const packed = (value: unknown) => Buffer.from(encode(value, { useBigInt64: true }));

/** As the pane says it: "gzip > json: text", or with the problem. */
function shown(payload: Buffer | string, chosen: Decoding | null = null): string {
  const bytes = Buffer.from(payload as Buffer);
  const { steps, form, bytes: own, problem } = decodePayload(bytes, chosen);
  const text =
    form === 'bytes' ? Buffer.from(own ?? bytes).toString('hex') : Buffer.from(own ?? bytes).toString();
  return `${steps.join(' > ')}: ${text}${problem === null ? '' : ` (${problem})`}`;
}

describe('as it looks like', () => {
  test.each<[string, Buffer | string]>([
    ['json', json],
    ['gzip > json', gzipSync(json)],
    ['deflate > json', deflateSync(json)],
    ['zstd > json', zstdCompressSync(json)],
    ['base64 > json', Buffer.from(json).toString('base64')],
    ['base64 > json', Buffer.from(json).toString('base64url')],
    ['base64 > gzip > json', gzipSync(json).toString('base64')],
    ['gzip > base64 > json', gzipSync(Buffer.from(json).toString('base64'))],
  ])('%s', (steps, payload) => {
    expect(shown(payload)).toBe(`${steps}: ${json}`);
  });

  test('MessagePack, alone, compressed and in base64', () => {
    const value = packed({ order: 7, list: [1, 'a'] });
    const text = '{"order":7,"list":[1,"a"]}';
    expect(shown(value)).toBe(`msgpack: ${text}`);
    expect(shown(gzipSync(value))).toBe(`gzip > msgpack: ${text}`);
    expect(shown(value.toString('base64'))).toBe(`base64 > msgpack: ${text}`);
    const large = packed(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`feld ${n} größe`, n])));
    expect(decodePayload(Buffer.from(large.toString('base64')), null).steps).toEqual(['base64', 'msgpack']);
  });

  test('text and bytes', () => {
    expect(shown('hello')).toBe('text: hello');
    expect(shown(gzipSync('hello'))).toBe('gzip > text: hello');
    expect(shown('')).toBe('text: ');
    expect(shown(Buffer.from([0xff, 0xfe]))).toBe('hex: fffe');
  });

  test('brotli is never guessed', () => {
    expect(decodePayload(brotliCompressSync(json), null).steps).not.toContain('brotli');
  });

  test('what announces gzip and is none says why, and is shown as it came', () => {
    expect(shown(Buffer.from('1f8b0800000000', 'hex'))).toMatch(
      /^hex: 1f8b0800000000 \(It cannot be read as gzip: .+\.\)$/,
    );
  });

  test.each([
    'x^2 + y^2 = z^2',
    'test',
    'aGVsbG8gd29ybGQ=',
    'password',
    'deadbeefdeadbeef',
    'gAAA',
    // Base64 of MessagePack maps whose keys are numbers, one of them in an array; of a map with a name too short to be meant.
    'gpFaa_da',
    'gQUGgQUG',
    'gaFhzQIB',
    'eyJhbGciOi',
    '12345678',
    '(µ/ý)',
  ])('the text %s stays what it is', text => {
    expect(['text', 'json']).toContain(decodePayload(Buffer.from(text), null).steps.join(' > '));
  });

  test('never throws, and never takes text for MessagePack', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const { steps, bytes: own } = decodePayload(Buffer.from(bytes), null);
        expect(steps.length).toBeGreaterThan(0);
        if (own === null) expect(steps).toHaveLength(1);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        expect(decodePayload(Buffer.from(text), null).steps[0]).not.toBe('msgpack');
      }),
    );
  });

  test.each(['gpFaa_da'])('the token %s is not base64, although it could be a map of MessagePack', text => {
    expect(decodePayload(Buffer.from(text), null).steps).toEqual(['text']);
  });

  test('words, tokens and numbers are not base64', () => {
    const token = fc.string({
      unit: fc.constantFrom(
        ...Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_'),
      ),
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(token, text => {
        expect(decodePayload(Buffer.from(text), null).steps[0]).not.toBe('base64');
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('as chosen', () => {
  test.each<[Decoding, Buffer | string]>([
    ['gzip', gzipSync(json)],
    ['deflate', deflateSync(json)],
    ['deflate', deflateRawSync(json)],
    ['brotli', brotliCompressSync(json)],
    ['zstd', zstdCompressSync(json)],
    ['base64', Buffer.from(json).toString('base64')],
  ])('%s', (chosen, payload) => {
    expect(shown(payload, chosen)).toBe(`${chosen} > json: ${json}`);
  });

  test('text, hex and MessagePack of a plain value', () => {
    expect(shown(json, 'text')).toBe(`text: ${json}`);
    expect(shown('ab', 'hex')).toBe('hex: 6162');
    expect(shown(packed('plain'), 'msgpack')).toBe('msgpack: "plain"');
  });

  test.each<[Decoding, string, RegExp]>([
    ['gzip', 'hello', /cannot be read as gzip: incorrect header check/],
    ['brotli', 'hello', /cannot be read as brotli/],
    ['zstd', 'hello', /cannot be read as zstd/],
    ['msgpack', 'hello', /not MessagePack: a value ends at byte 1, and more follows/],
    ['base64', 'not base64!', /not base64/],
    ['json', '{"a":', /not JSON: .*position 5|not JSON: Unexpected end/],
  ])('%s of something else says why', (chosen, payload, problem) => {
    expect(decodePayload(Buffer.from(payload), chosen)).toMatchObject({
      bytes: null,
      problem: expect.stringMatching(problem) as unknown,
    });
  });
});

test('a decompression bomb is not let off', () => {
  const megabytes = (count: number) => Buffer.alloc(count * 2 ** 20);
  for (const [kind, compress] of [
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['brotli', brotliCompressSync],
  ] as const) {
    const { problem, bytes } = decodePayload(compress(megabytes(65)), kind);
    expect(problem).toBe(`Decompressed from ${kind} it is larger than 64 MB.`);
    expect(bytes).toBeNull();
  }
});

test('plain JSON is told from its first byte', () => {
  expect(mayBeWrapped(Buffer.from(json))).toBe(false);
  expect(mayBeWrapped(Buffer.from('[1]'))).toBe(false);
  expect(mayBeWrapped(Buffer.from('hello world'))).toBe(false);
  expect(mayBeWrapped(gzipSync(json))).toBe(true);
});

test('MessagePack keeps what JavaScript would lose', () => {
  expect(shown(packed({ big: 18446744073709551615n, small: -9223372036854775808n }))).toBe(
    'msgpack: {"big":18446744073709551615,"small":-9223372036854775808}',
  );
  expect(shown(packed({ at: new Date('2026-11-20T14:03:53.228Z'), bytes: new Uint8Array([0xff, 0]) }))).toBe(
    'msgpack: {"at":"2026-11-20T14:03:53.228Z","bytes":{"$binary":"/wA="}}',
  );
  expect(shown(packed({ ext: new ExtData(5, new Uint8Array([1])), half: 0.5, whole: Buffer.alloc(0) }))).toBe(
    'msgpack: {"ext":{"$ext":5,"$binary":"AQ=="},"half":0.5,"whole":{"$binary":""}}',
  );
  // Repeated keys, keys that are numbers, a float of 32 bits, not-a-number.
  expect(shown(Buffer.from('84a16101a1610207c3a166ca3dcccccd', 'hex'), 'msgpack')).toBe(
    'msgpack: {"a":1,"a":2,"7":true,"f":0.1}',
  );
  expect(shown(Buffer.from('91cb7ff8000000000000', 'hex'))).toBe('msgpack: ["NaN"]');
});

test('MessagePack of any JSON says the same as JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const { bytes } = decodePayload(packed(value), 'msgpack');
      expect(JSON.parse(Buffer.from(bytes!).toString())).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

describe('is bounded', () => {
  test('MessagePack of sixty million empty maps, in 58 KB', () => {
    const maps = Buffer.alloc(60_000_000, 0x80);
    const packed = Buffer.concat([Buffer.from([0xdd]), Buffer.alloc(4), maps]);
    packed.writeUInt32BE(maps.length, 1);
    const { problem } = decodePayload(gzipSync(packed), 'gzip');
    expect(problem).toBeNull();
    expect(decodePayload(packed, 'msgpack').problem).toMatch(/more than 4000000 values/);
    expect(lookAt(gzipSync(packed), null, [['a']])).toMatchObject({ steps: ['gzip'], values: [null] });
  });

  test('MessagePack that becomes many times as long', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xdc, 0xff, 0xff]),
      Buffer.alloc(2 * 0xffff, Buffer.from([0xc4, 0])),
    ]);
    expect(decodePayload(bytes, 'msgpack').problem).toBeNull();
    expect(decodePayload(bytes, 'msgpack', { maxBytes: 100_000 }).problem).toMatch(
      /longer than 100000 characters/,
    );
  });

  test('JSON of twenty million empty objects, compressed', () => {
    const json = Buffer.from(`[${'{},'.repeat(20_000_000)}{}]`);
    expect(lookAt(gzipSync(json, { level: 1 }), null, [['a']])).toMatchObject({ values: [null] });
  });

  test('JSON that is nested a hundred thousand deep', () => {
    const json = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(lookAt(Buffer.from(json), null, [['a']]).values).toEqual(['…']);
  });

  test('what looks like the end of base64, a hundred thousand times', () => {
    for (const text of [
      `${'='.repeat(100_000)}a`,
      `eyJhIjox${' '.repeat(100_000)}x`,
      'A'.repeat(10_000_000),
    ]) {
      const payload = Buffer.from(text);
      expect(processorTime(() => decodePayload(payload, 'base64'))).toBeLessThan(2_000);
    }
  });
});
