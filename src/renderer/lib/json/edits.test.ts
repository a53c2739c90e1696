import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withName, withValue, writtenJson, type JsonPath } from './edits.ts';

const file = `{
  "version": 1,
  "name": "N",
  "source": { "type": "generator", "rate": 20, "seed": 9007199254740993 },
  "groupBy": ["event.city"],
  "sinks": [{ "type": "chart" }]
}
`;
const order = ['version', 'name', 'source', 'where', 'groupBy', 'sinks'];

describe('a value that is set', () => {
  it('leaves everything else as it was written', () => {
    expect(withValue(file, ['source', 'rate'], 5)).toBe(file.replace('20', '5'));
    expect(withValue(file, ['groupBy', 0], 'event.x')).toBe(file.replace('event.city', 'event.x'));
  });

  it('is added where its order says, in a line or in the line, as its neighbours are', () => {
    expect(withValue(file, ['where'], 'event.a == "b"', order)).toBe(
      file.replace('  "groupBy"', '  "where": "event.a == \\"b\\"",\n  "groupBy"'),
    );
    expect(withValue(file, ['source', 'count'], 5)).toBe(file.replace('993 }', '993, "count": 5 }'));
    expect(withValue(file, ['sinks', 1], { type: 'publish', channel: 'c' })).toBe(
      file.replace('"chart" }]', '"chart" }, { "type": "publish", "channel": "c" }]'),
    );
    expect(withValue(file, ['$schema'], 's', ['$schema', ...order])).toBe(
      file.replace('{\n', '{\n  "$schema": "s",\n'),
    );
  });

  it('breaks a line that becomes too long, and keeps the digits of numbers', () => {
    const long = 'x'.repeat(60);
    expect(withValue(file, ['source', 'payload'], long)).toContain(
      `  "source": {\n    "type": "generator",\n    "rate": 20,\n    "seed": 9007199254740993,\n    "payload": "${long}"\n  },\n`,
    );
  });

  it('makes what is missing on the way', () => {
    expect(JSON.parse(withValue('{}', ['a', 0, 'b'], 1))).toEqual({ a: [{ b: 1 }] });
    expect(JSON.parse(withValue('{"a": 1}', ['a', 'b'], 1))).toEqual({ a: { b: 1 } });
  });
});

it('a value is taken away with its comma', () => {
  expect(withValue(file, ['groupBy'], undefined)).toBe(file.replace('  "groupBy": ["event.city"],\n', ''));
  expect(withValue(file, ['groupBy', 0], undefined)).toBe(file.replace('["event.city"]', '[]'));
  expect(withValue(file, ['source', 'seed'], undefined)).toBe(file.replace(', "seed": 9007199254740993', ''));
  expect(withValue(file, ['nothing', 'here'], undefined)).toBe(file);
});

it('a member gets another name at its place, unless that is taken', () => {
  expect(withName(file, ['source', 'rate'], 'perSecond')).toBe(file.replace('"rate"', '"perSecond"'));
  expect(withName(file, ['source', 'rate'], 'type')).toBe(file);
});

it('lines end as they do in the text, and are moved in as they are there', () => {
  const windows = file.replaceAll('\n', '\r\n').replaceAll('  "', '\t"');
  expect(withValue(windows, ['flush'], '1s')).toBe(
    windows.replace('"chart" }]', '"chart" }],\r\n\t"flush": "1s"'),
  );
});

describe('whatever the text and the value are', () => {
  const path = fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__'), fc.nat(3)), {
    minLength: 1,
    maxLength: 4,
  });
  const layout = fc.constantFrom(
    (value: unknown) => JSON.stringify(value),
    (value: unknown) => JSON.stringify(value, null, 2),
    (value: unknown) => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
    (value: unknown) => writtenJson(value),
  );
  const json = fc.jsonValue({ maxDepth: 4 }).map(value => JSON.parse(JSON.stringify(value)) as unknown);

  it('setting does to the text what it does to the value', () => {
    fc.assert(
      fc.property(json, json, layout, path, (before, value, write, to) => {
        const text = withValue(write(before), to, value);
        expect(JSON.parse(text)).toEqual(set(before, to, value));
        expect(JSON.parse(withValue(text, to, undefined))).toEqual(removed(set(before, to, value), to));
      }),
    );
  });
});

/** The same on values. */
function set(before: unknown, [step, ...rest]: JsonPath, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(before)) {
    const index = Number(step);
    const at = before[index] === undefined ? before.length : index;
    return before[at] === undefined
      ? [...before, made(rest, value)]
      : before.with(at, set(before[at], rest, value));
  }
  if (typeof before === 'object' && before !== null) {
    const name = String(step);
    const own = Object.hasOwn(before, name);
    return own
      ? define(before, name, set((before as Record<string, unknown>)[name], rest, value))
      : define(before, name, made(rest, value));
  }
  return made([step, ...rest], value);
}

function made(path: JsonPath, value: unknown): unknown {
  return path.reduceRight<unknown>(
    (inner, step) => (typeof step === 'number' ? [inner] : define({}, step, inner)),
    value,
  );
}

function removed(before: unknown, path: JsonPath): unknown {
  const [step, ...rest] = path;
  if (Array.isArray(before)) {
    const index = Number(step);
    if (before[index] === undefined) return before;
    return rest.length === 0 ? before.toSpliced(index, 1) : before.with(index, removed(before[index], rest));
  }
  if (typeof before !== 'object' || before === null || !Object.hasOwn(before, String(step))) return before;
  const name = String(step);
  if (rest.length > 0) return define(before, name, removed((before as Record<string, unknown>)[name], rest));
  return Object.fromEntries(Object.entries(before).filter(([key]) => key !== name));
}

/** Also `__proto__` is a name like others. */
function define(before: object, name: string, value: unknown): object {
  const copy = Object.fromEntries(Object.entries(before));
  return Object.defineProperty(copy, name, { value, enumerable: true, writable: true, configurable: true });
}
