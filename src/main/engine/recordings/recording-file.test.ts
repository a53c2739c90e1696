import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { RecordingFile } from './recording-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-recording-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a block that the disk has no room for leaves nothing behind, and the next one goes on behind the last', () => {
  const path = join(folder, 'full.jsonl');
  let room = 14;
  const file = new RecordingFile(path, (to, bytes) => {
    if (room === 0) throw new Error('ENOSPC: no space left on device');
    const written = writeSync(to, bytes.subarray(0, room));
    room -= written;
    return written;
  });
  file.append('first\n');
  expect(() => file.append('a longer second\n')).toThrow(/no space/);
  expect(readFileSync(path, 'utf8')).toBe('first\n');
  room = 100;
  file.append('third\n');
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('first\nthird\n');
  expect(file.size).toBe(12);
});
