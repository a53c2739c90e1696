import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LogFile } from './log-file.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-log-'))));
afterAll(() => rmSync(folder, { recursive: true }));
const now = () => new Date('2026-01-02T03:04:05Z');

test('lines have their time, and are for the user alone', () => {
  const path = join(folder, 'logs/a.log');
  new LogFile(path, { now }).write('one\ntwo\n');
  new LogFile(path, { now }).write('three');
  expect(readFileSync(path, 'utf8')).toBe(
    '2026-01-02T03:04:05.000Z one\n2026-01-02T03:04:05.000Z two\n2026-01-02T03:04:05.000Z three\n',
  );
  expect([statSync(path).mode & 0o777, statSync(join(folder, 'logs')).mode & 0o777]).toEqual([0o600, 0o700]);
});

test('a full one makes room; three are kept beside it', () => {
  const path = join(folder, 'b.log');
  const log = new LogFile(path, { now, maxBytes: 30 });
  for (const line of ['first', 'second', 'third', 'fourth', 'fifth']) log.write(line);
  expect(
    ['', '.1', '.2', '.3'].map(
      ending =>
        readFileSync(path + ending, 'utf8')
          .trim()
          .split(' ')[1],
    ),
  ).toEqual(['fifth', 'fourth', 'third', 'second']);
});

test('one that cannot be written is no reason to end', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => new LogFile(join(folder, 'folder/x.log')).write('x')).not.toThrow();
  expect(() => new LogFile(join(folder, 'file/x.log')).write('x')).not.toThrow();
});
