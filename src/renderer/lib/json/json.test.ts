import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonPrinter, prettyJsonLines } from './pretty.ts';
import { JsonScanner } from '#shared/json/scanner.ts';
import { childNodes, nodesAround, rootNode } from './tree.ts';

function tokens(text: string): string[] {
  const scanner = new JsonScanner(text);
  const found: string[] = [];
  while (scanner.next()) found.push(`${scanner.kind} ${text.slice(scanner.start, scanner.end)}`);
  return found;
}

describe('scanner', () => {
  it('tells keys from strings', () => {
    expect(tokens('{"a" : "b\\"", "n":-1.5e3,"t":true}')).toEqual([
      'open {',
      'key "a"',
      'colon :',
      'string "b\\""',
      'comma ,',
      'key "n"',
      'colon :',
      'number -1.5e3',
      'comma ,',
      'key "t"',
      'colon :',
      'literal true',
      'close }',
    ]);
  });

  it('survives text that is cut or is no JSON', () => {
    expect(tokens('{"a":"b')).toEqual(['open {', 'key "a"', 'colon :', 'string "b']);
    expect(tokens('a<1')).toEqual(['junk a', 'junk <', 'number 1']);
  });

  it('comes to an end on any text, covering all that is not space', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', '{', ']', '1', 'e', ' ', 'ß', ':') }),
        text => {
          const scanner = new JsonScanner(text);
          let seen = '';
          while (scanner.next()) seen += text.slice(scanner.start, scanner.end);
          expect(seen.replace(/ /g, '')).toBe(text.replace(/ /g, ''));
        },
      ),
    );
  });
});

describe('pretty', () => {
  it('keeps short containers on a line and long numbers exact', () => {
    const long = 'x'.repeat(80);
    expect(
      prettyJsonLines(`{"id":9007199254740993,"size":{"old":1,"new":2},"none":[],"t":"${long}"}`),
    ).toEqual([
      '{',
      '  "id": 9007199254740993,',
      '  "size": { "old": 1, "new": 2 },',
      '  "none": [],',
      `  "t": "${long}"`,
      '}',
    ]);
  });

  it('folds what is wider than its room, whatever stands before and behind it', () => {
    const text = '{"edit":{"user":"ann","title":"Water"},"last":[1000,2000]}';
    const printed = (columns: number) => {
      const printer = new JsonPrinter(text, columns);
      printer.print(Infinity);
      return printer.lines;
    };
    const whole = ['{', '  "edit": { "user": "ann", "title": "Water" },', '  "last": [1000, 2000]', '}'];
    expect(printed(46)).toEqual(whole);
    expect(printed(45)).toEqual([
      '{',
      '  "edit": {',
      '    "user": "ann",',
      '    "title": "Water"',
      '  },',
      '  "last": [1000, 2000]',
      '}',
    ]);
  });

  it('means the same as before', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(JSON.parse(prettyJsonLines(text).join('\n'))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('comes in pieces that are the same as the whole', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 5 }), (text, piece) => {
        const printer = new JsonPrinter(text);
        for (let more = true; more;) more = printer.print(piece);
        expect(printer.lines).toEqual(prettyJsonLines(text));
      }),
    );
  });

  it('does not overflow on deep nesting', () => {
    expect(prettyJsonLines('['.repeat(20_000) + ']'.repeat(20_000)).length).toBeGreaterThan(39_000);
  });
});

describe('tree', () => {
  it('lists members in order, repeated keys included', () => {
    const text = ' {"a":1,"a":[1,{"b":2}],"c":{}} ';
    const root = rootNode(text);
    const members = childNodes(text, root);
    expect(members.map(node => [node.key, node.kind, text.slice(node.start, node.end)])).toEqual([
      ['a', 'number', '1'],
      ['a', 'array', '[1,{"b":2}]'],
      ['c', 'object', '{}'],
    ]);
    expect(childNodes(text, members[1]!).map(node => node.kind)).toEqual(['number', 'object']);
    expect(childNodes(text, members[0]!)).toEqual([]);
  });

  it('finds as many members as there are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), value => {
        const text = JSON.stringify(value);
        expect(childNodes(text, rootNode(text))).toHaveLength(Object.keys(value).length);
      }),
    );
  });
});
it('finds the values around a place, also where it is in a key', () => {
  const text = '{"a": [1, {"price": 3}], "price": "x"}';
  const textsAt = (at: number) =>
    nodesAround(text, at).map(({ key, start, end }) => [key, text.slice(start, end)]);
  expect(textsAt(text.indexOf('price')).map(([, value]) => value)).toEqual([
    text,
    '[1, {"price": 3}]',
    '{"price": 3}',
    '3',
  ]);
  expect(textsAt(text.indexOf('3')).at(-1)).toEqual(['price', '3']);
  expect(textsAt(text.lastIndexOf('price')).at(-1)).toEqual(['price', '"x"']);
  expect(textsAt(text.indexOf('1')).at(-1)).toEqual([null, '1']);
});
