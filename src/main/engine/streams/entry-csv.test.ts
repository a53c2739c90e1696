import { expect, test } from 'vitest';
import { EntryColumns } from './entry-csv.ts';

const entry = (id: string, ...fields: (string | Buffer)[]) => ({
  id,
  fields: fields.map(part => Buffer.from(part as string)),
});

function tableOf(...entries: ReturnType<typeof entry>[]): string[] {
  const columns = new EntryColumns();
  for (const each of entries) columns.learn(each);
  return [columns.head(), ...entries.map(each => columns.line(each))].map(line => line.trimEnd());
}

test('a column for each name, in the order of their first appearance; what an entry lacks is empty', () => {
  const [head, ...lines] = tableOf(
    entry('1-0', 'city', 'Oslo', 'n', '-1'),
    entry('1794838871014-3', 'n', '2', 'note', 'a "b", c'),
  );
  expect(head).toBe('id,time,city,n,note');
  expect(lines).toEqual(['1-0,,Oslo,-1,', '1794838871014-3,2026-11-16T14:21:11.014Z,,2,"a ""b"", c"']);
});

test('a name that repeats has a column for each time; bytes are base64; formulas are text', () => {
  expect(
    tableOf(entry('1-0', 'city', 'Oslo', 'city', 'Bergen', 'raw', Buffer.from([0, 255]), '=x', '=1+1')),
  ).toEqual(["id,time,city,city (2),raw,'=x", "1-0,,Oslo,Bergen,base64:AP8=,'=1+1"]);
});

test('fields beyond the last column are one column of JSON', () => {
  const many = Array.from({ length: 502 }, (_, index) => [`f${index}`, String(index)]).flat();
  const [head, line] = tableOf(entry('1-0', ...many));
  expect(head!.split(',').slice(-2)).toEqual(['f499', 'other fields']);
  expect(line).toContain(',499,"[[""f500"",""500""],[""f501"",""501""]]"');
});
