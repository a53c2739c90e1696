import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FeedFilter } from '#shared/contract/feeds.ts';
import { Feed } from '../feeds/feed.ts';
import {
  isRecordingHead,
  isRecordingNote,
  readRecordingLine,
  readRecordingNote,
} from './recording-reader.ts';
import { Recordings } from './recordings.ts';

const bounds = { maxRows: 1_000_000, maxBytes: 256 * 2 ** 20 };
const noFilter: FeedFilter = {
  language: 'text',
  text: '',
  highlight: false,
  muted: [],
  solo: [],
  decode: [],
};

let folder: string;
let recordings: Recordings;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-recordings-'));
  recordings = new Recordings(folder);
});
afterEach(async () => {
  await recordings.close();
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  channel: Buffer;
  pattern?: Buffer | undefined;
  payload: Buffer;
}

function say(feed: Feed, { channel, pattern, payload }: Said, time = 1_000): void {
  feed.append(time, channel, pattern, payload);
}

/** Bytes of every kind, text and none. */
function said(count: number): Said[] {
  return Array.from({ length: count }, (_, n) => ({
    channel: n % 5 === 0 ? Buffer.from([0xff, 0x00, n % 256]) : Buffer.from(`orders.${n % 3}`),
    pattern: n % 4 === 0 ? Buffer.from('o*') : undefined,
    payload: n % 3 === 0 ? Buffer.from([n % 256, 0xfe, 0x0a, 0x00]) : Buffer.from(`{"n":${n},"é":"\\n"}\n`),
  }));
}

async function linesOf(name: string): Promise<string[]> {
  const lines = (await readFile(recordings.path(name), 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  expect(isRecordingHead(lines[0]!)).toBe(true);
  return lines.slice(1);
}

async function messagesOf(name: string): Promise<Said[]> {
  const lines = (await linesOf(name)).filter(line => !isRecordingNote(line));
  return lines.map(readRecordingLine).map(({ channel, pattern, payload }) => ({
    channel,
    pattern: pattern ?? undefined,
    payload,
  }));
}

async function exported(feed: Feed, filter: FeedFilter | null): Promise<string> {
  let name = '';
  const job = recordings.export(feed, filter, null);
  for await (const progress of job.progress(new AbortController().signal)) name = progress.name ?? '';
  expect(job.state()).toMatchObject({ state: 'done', problem: null });
  return name;
}

describe('recording', () => {
  test('keeps every byte of what is heard from its start to its stop, and nothing else', async () => {
    const feed = new Feed(bounds);
    say(feed, { channel: Buffer.from('before'), payload: Buffer.from('x') });
    const name = await recordings.start('c', feed, 'all kinds');
    const messages = said(20_000);
    for (const message of messages) say(feed, message);
    await recordings.stop(name);
    say(feed, { channel: Buffer.from('after'), payload: Buffer.from('x') });
    expect(await messagesOf(name)).toEqual(messages);
    expect((await stat(recordings.path(name))).mode & 0o777).toBe(0o600);
    expect(recordings.state().files).toMatchObject([
      { name: 'all kinds', messages: 20_000, gaps: 0, lost: 0, problem: null },
    ]);
  });

  test('begins when it is asked for, not when the file is there', async () => {
    const feed = new Feed(bounds);
    const starting = recordings.start('c', feed, null);
    for (const message of said(10)) say(feed, message);
    const name = await starting;
    await recordings.stop(name);
    expect(await messagesOf(name)).toEqual(said(10));
  });

  test('goes on over a clearing of the feed', async () => {
    const feed = new Feed(bounds);
    const name = await recordings.start('c', feed, null);
    const messages = said(30_000);
    for (const [n, message] of messages.entries()) {
      say(feed, message);
      if (n % 9_000 === 0) feed.clear();
    }
    await recordings.stop(name);
    expect(await messagesOf(name)).toEqual(messages);
  });

  test('notes a gap once, where it was and with its end', async () => {
    const feed = new Feed(bounds);
    const name = await recordings.start('c', feed, 'gap');
    const [first, second] = said(2) as [Said, Said];
    say(feed, first);
    const gap = feed.startGap(2_000, 'gone');
    // The recorder has come this far, and leaves the gap until its end is known.
    await vi.waitFor(async () => expect(await linesOf(name)).toHaveLength(1));
    feed.endGap(gap, 3_000);
    say(feed, second);
    await recordings.stop(name);
    const lines = await linesOf(name);
    expect(lines.map(line => Object.keys(JSON.parse(line) as object)[0])).toEqual([
      'time',
      'gap',
      'time',
      'end',
    ]);
    expect(readRecordingNote(lines[1]!)).toEqual({
      gap: { startedAt: 2_000, endedAt: 3_000, reason: 'gone' },
    });
  });

  test('counts what left the feed before it was written, and notes it in the file', async () => {
    const feed = new Feed({ maxRows: 1_000, maxBytes: 64 * 2 ** 20 });
    const name = await recordings.start('c', feed, 'slow');
    for (const message of said(5_000)) say(feed, message);
    await recordings.stop(name);
    const kept = await messagesOf(name);
    const [file] = recordings.state().files;
    expect(kept).toEqual(said(5_000).slice(-1_000));
    expect(file).toMatchObject({ messages: 1_000, lost: 4_000 });
    expect(readRecordingNote((await linesOf(name))[0]!)).toMatchObject({ lost: { messages: 4_000 } });
  });

  test('of one feed is one at a time, and a name is taken once', async () => {
    const feed = new Feed(bounds);
    const name = await recordings.start('c', feed, 'mine');
    await expect(recordings.start('c', feed, 'other')).rejects.toMatchObject({ code: 'conflict' });
    await expect(recordings.start('d', new Feed(bounds), 'mine')).rejects.toMatchObject({ code: 'conflict' });
    await expect(recordings.delete(name)).rejects.toMatchObject({ code: 'conflict' });
    await recordings.stop(name);
    await expect(recordings.start('c', feed, 'mine')).rejects.toMatchObject({ code: 'conflict' });
    expect(await recordings.start('c', feed, 'other')).toBe('other');
  });
});

describe('an export', () => {
  test('of a feed holds what the feed holds', async () => {
    const feed = new Feed(bounds);
    const messages = said(20_000);
    for (const message of messages) say(feed, message);
    expect(await messagesOf(await exported(feed, null))).toEqual(messages);
  });

  test('of what a filter matches holds just that, also where the filter only marks', async () => {
    const feed = new Feed(bounds);
    for (const message of said(20_000)) say(feed, message);
    const filter: FeedFilter = {
      ...noFilter,
      language: 'cel',
      text: 'event.n % 7.0 == 1.0',
      highlight: true,
      muted: [{ kind: 'pattern', name: new Uint8Array(Buffer.from('o*')) }],
    };
    const expected = said(20_000).filter(({ payload, pattern }, n) => {
      return payload[0] === 0x7b && n % 3 !== 0 && n % 7 === 1 && pattern === undefined;
    });
    expect(await messagesOf(await exported(feed, filter))).toEqual(expected);
  });

  test('that is stopped leaves no file', async () => {
    const feed = new Feed(bounds);
    for (const message of said(50_000)) say(feed, message);
    const job = recordings.export(feed, null, 'stopped');
    for await (const { state, messages } of job.progress(new AbortController().signal)) {
      if (messages === 0 && state === 'running') job.changes.subscribe(() => job.stop());
      else expect(state).toBe('stopped');
    }
    expect(job.state()).toMatchObject({ state: 'stopped', problem: null });
    expect(() => recordings.path('stopped')).toThrow(/no recording/);
    expect(await recordings.start('c', feed, 'stopped')).toBe('stopped');
  });
});

describe('files', () => {
  test('are renamed, read in parts and deleted; nothing is ever replaced', async () => {
    const feed = new Feed(bounds);
    for (const message of said(10)) say(feed, message);
    const name = await exported(feed, null);
    await exported(feed, null);
    await recordings.rename(name, 'kept');
    const whole = await readFile(recordings.path('kept'));
    const first = await recordings.read('kept', 0, 100);
    const rest = await recordings.read('kept', 100, 2 ** 20);
    expect(Buffer.concat([first.bytes, rest.bytes]).equals(whole)).toBe(true);
    expect(rest.size).toBe(whole.length);
    const other = recordings.state().files.find(file => file.name !== 'kept')!.name;
    await expect(recordings.rename(other, 'kept')).rejects.toMatchObject({ code: 'conflict' });
    await recordings.delete('kept');
    expect(recordings.state().files.map(file => file.name)).toEqual([other]);
  });

  test.each(['../settings', 'a/b', '', ' ', '.hidden', 'a\u0000', 'x'.repeat(300)])(
    'of the name %j are not looked for',
    name => {
      expect(() => recordings.path(name)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    },
  );

  test.each(['CON', 'nul', 'Lpt1.txt', 'aux .a', 'orders\u202egpj.exe', 'a\u200bb', '\ufeffa'])(
    'are not made of the name %j',
    async name => {
      const feed = new Feed(bounds);
      await expect(recordings.start('c', feed, name)).rejects.toMatchObject({ code: 'bad-input' });
      const kept = await exported(feed, null);
      await expect(recordings.rename(kept, name)).rejects.toMatchObject({ code: 'bad-input' });
      await expect(recordings.start('c', feed, 'CONtent')).resolves.toBe('CONtent');
    },
  );

  test('that are cut short or are something else say so, and what is not known stays unknown', async () => {
    const feed = new Feed(bounds);
    for (const message of said(3)) say(feed, message);
    const path = recordings.path(await exported(feed, null));
    const text = await readFile(path, 'utf8');
    await writeFile(join(folder, 'recordings/cut.jsonl'), text.slice(0, -40));
    await writeFile(join(folder, 'recordings/else.jsonl'), '{"a":1}\n');
    await recordings.refresh();
    const files = new Map(recordings.state().files.map(file => [file.name, file]));
    expect(files.get('cut')).toMatchObject({ messages: null, lost: null });
    expect(files.get('cut')!.problem).toMatch(/cut short/);
    expect(files.get('else')!.problem).toMatch(/not a recording/);
  });
});
