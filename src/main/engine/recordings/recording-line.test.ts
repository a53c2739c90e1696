import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordingHead, recordingLine, recordingNote, type RecordingNote } from './recording-line.ts';
import {
  isRecordingHead,
  isRecordingNote,
  readRecordingLine,
  readRecordingNote,
} from './recording-reader.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map(array => Buffer.from(array)),
  fc.string({ unit: 'binary', maxLength: 40 }).map(text => Buffer.from(text)),
);

test('a message comes back from its line byte for byte', () => {
  fc.assert(
    fc.property(
      fc.record({
        time: fc.integer({ min: 0, max: 4e12 }),
        channel: bytes,
        pattern: fc.option(bytes),
        sharded: fc.boolean(),
        payload: bytes,
      }),
      message => {
        const line = recordingLine(message);
        expect(line).not.toContain('\n');
        expect(readRecordingLine(line)).toEqual(message);
      },
    ),
  );
});

test('a line that is not a message says what is missing', () => {
  expect(() => readRecordingLine('{"time":1,"channel":"a"}')).toThrow(/payload/);
  expect(() => readRecordingLine('nonsense')).toThrow(/not a recorded message/);
  expect(() => readRecordingLine('{"time":1,"channel":"a","payload":{"base64":"%"}}')).toThrow(/payload/);
});

test('a recording is known by its first line, and a newer one is refused', () => {
  expect(isRecordingHead(recordingHead(5))).toBe(true);
  expect(isRecordingHead('{"id":1}')).toBe(false);
  expect(isRecordingHead('')).toBe(false);
  expect(() => isRecordingHead('{"millrace":"recording","version":2}')).toThrow(/version 2/);
});

test('notes come back from their lines, and are told from messages', () => {
  const notes: RecordingNote[] = [
    { gap: { startedAt: 1, endedAt: null, reason: 'gone' } },
    { lost: { messages: 3, reason: 'disk full' } },
    { end: { time: 9, messages: 2, gaps: 1, lost: 3 } },
  ];
  for (const note of notes) {
    expect(readRecordingNote(recordingNote(note))).toEqual(note);
    expect(isRecordingNote(recordingNote(note))).toBe(true);
  }
  const message = {
    time: 1,
    channel: Buffer.from('gap'),
    pattern: null,
    sharded: false,
    payload: Buffer.from('{"gap":{}}'),
  };
  expect(isRecordingNote(recordingLine(message))).toBe(false);
  expect(isRecordingNote('{"gap":')).toBe(false);
});
