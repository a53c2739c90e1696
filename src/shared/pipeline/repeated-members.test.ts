import { expect, it } from 'vitest';
import { problemLine } from './problems.ts';
import { repeatedMembers } from './repeated-members.ts';

const lines = (text: string) => repeatedMembers(text).map(problemLine);

it('names a member that stands twice, with both lines', () => {
  expect(lines('{"where": "a",\n "name": "x",\n "where": "b"}')).toEqual([
    'where: is given twice, in the lines 1 and 3; allowed: each member once',
  ]);
  expect(lines('{"a":1,"a":2}')).toEqual(['a: is given twice, in line 1; allowed: each member once']);
});

it('looks into objects and lists, and knows a name by what it says', () => {
  expect(lines('{"sinks":[{"type":"x"},{"type":"y","k\\u0065y":1,"key":2}]}')).toEqual([
    'sinks.1.key: is given twice, in line 1; allowed: each member once',
  ]);
});

it('leaves names alone that stand in several objects, and texts that look like members', () => {
  expect(lines('{"a":{"b":1},"c":{"b":2,"d":"\\"b\\": 3","e":["b","b",{"b":1}]}}')).toEqual([]);
  expect(lines('[]')).toEqual([]);
});
