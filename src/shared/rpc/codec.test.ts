import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactBytes } from './bytes.ts';
import { decodeFrame, encodeFrame } from './codec.ts';

const typedArray = fc.oneof(
  fc.uint8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.int32Array(),
  fc.float64Array({ noNaN: true }),
  fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map(numbers => new BigUint64Array(numbers)),
);
const message = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }).filter(text => text === text.toWellFormed()),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    typedArray,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter(key => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

describe('frames', () => {
  test('carry every message there and back', () => {
    fc.assert(
      fc.property(message, value => {
        expect(decodeFrame(encodeFrame(value))).toEqual(value);
      }),
    );
  });

  test('start every buffer at a multiple of 8, also when the frame lies askew', () => {
    const frame = encodeFrame({ a: new Uint8Array(3), b: new Float64Array([1.5, -2]) });
    const askew = new Uint8Array(frame.length + 1).subarray(1);
    askew.set(frame);
    expect(decodeFrame(askew)).toEqual({ a: new Uint8Array(3), b: new Float64Array([1.5, -2]) });
  });

  test('that are cut, forged or random are refused, never half-read', () => {
    const frame = encodeFrame({ t: 'next', item: new Uint8Array(100) });
    for (let length = 0; length < frame.length; length += 7)
      expect(() => decodeFrame(frame.subarray(0, length))).toThrow();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        try {
          decodeFrame(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  test('cannot write outside the message they carry', () => {
    const header = JSON.stringify({ m: {}, b: [[['__proto__', 'polluted'], 'u8', 0]] }).padEnd(68);
    const bytes = new TextEncoder().encode(header);
    const frame = new Uint8Array(4 + bytes.length);
    new DataView(frame.buffer).setUint32(0, bytes.length, true);
    frame.set(bytes, 4);
    expect(() => decodeFrame(frame)).toThrow('bad buffer path');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('compactBytes', () => {
  test('cuts views down to what they show and leaves shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(16), 4, 4).fill(7);
    const pooled = Buffer.from('hello');
    const { a, b, c } = compactBytes({ a: shared, b: pooled, c: 'text' });
    expect(a.buffer).toBeInstanceOf(ArrayBuffer);
    expect(a).toEqual(new Uint8Array([7, 7, 7, 7]));
    expect(b.buffer.byteLength).toBe(5);
    expect(c).toBe('text');
  });

  test('does not copy what is compact already', () => {
    const value = { a: new Float64Array(4), nested: [{ b: new Uint8Array(2) }] };
    expect(compactBytes(value)).toBe(value);
  });
});
