import { expect, test } from 'vitest';
import type { PublishTiming } from '#shared/contract/publish-file.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import type { Clock } from '../jobs/clock.ts';
import { FileRun } from './file-run.ts';
import { memoryFile } from '../../../../test/support/memory-file.ts';

/** Time that passes only while somebody waits for it. */
class SteppedClock implements Clock {
  at = 1_000;

  now(): number {
    return this.at;
  }

  async pause(ms: number): Promise<void> {
    this.at += ms;
  }
}

/** A server that answers at once, and remembers when each message came. */
class Heard {
  readonly clock = new SteppedClock();
  readonly messages: { at: number; channel: string; payload: string }[] = [];
  /** What it answers to the message of this number, in place of 1. */
  readonly answers = new Map<number, Reply | MillraceError>();

  call = async (): Promise<Reply> => [];

  pipeline = async (commands: readonly Command[]): Promise<(Reply | MillraceError)[]> =>
    commands.map(([, channel, payload]) => {
      const answer = this.answers.get(this.messages.length) ?? '1';
      this.messages.push({
        at: this.clock.at - 1_000,
        channel: (channel as Buffer).toString(),
        payload: (payload as Buffer).toString(),
      });
      return answer;
    });
}

async function run(heard: Heard, text: string, timing: PublishTiming, fromLine = 1) {
  const target = text.startsWith('{"millrace"')
    ? ({ kind: 'own' } as const)
    : ({ kind: 'one', channel: new Uint8Array(Buffer.from('out')) } as const);
  const plan = { command: 'PUBLISH', target, timing, fromLine } as const;
  const publishing = new FileRun(heard, memoryFile(Buffer.from(text)), plan, heard.clock);
  let last = publishing.state();
  for await (const state of publishing.progress(new AbortController().signal)) last = state;
  return last;
}

const recording = (times: readonly number[]) =>
  [
    '{"millrace":"recording","version":1,"startedAt":0}',
    ...times.map(time => JSON.stringify({ time, channel: 'c', payload: String(time) })),
  ].join('\n');

test.each([0.1, 0.5, 1, 10, 100])('a recording at ×%d has its own pauses divided by that', async speed => {
  const times = [5_000, 5_040, 5_040, 5_900, 65_900];
  const heard = new Heard();
  const done = await run(heard, recording(times), { mode: 'recorded', speed, field: null });
  expect(done).toMatchObject({ state: 'done', sent: 5, delivered: 5, time: 65_900 });
  for (const [index, { at, payload }] of heard.messages.entries()) {
    expect(payload).toBe(String(times[index]));
    // What is due within a few milliseconds travels together, late by no more than that.
    const due = (times[index]! - 5_000) / speed;
    expect(at).toBeGreaterThanOrEqual(due);
    expect(at).toBeLessThanOrEqual(due + 5);
  }
});

test('a rate is held over a thousand messages', async () => {
  const heard = new Heard();
  const text = Array.from({ length: 1_001 }, (_, n) => `{"n":${n}}`).join('\n');
  const done = await run(heard, text, { mode: 'rate', perSecond: 200 });
  expect(done.elapsedMs).toBeGreaterThanOrEqual(5_000);
  expect(done.elapsedMs).toBeLessThan(5_010);
  expect(done.perSecond).toBeCloseTo(200, 0);
});

test('the times of a field are followed; lines without one go with the line before', async () => {
  const heard = new Heard();
  const text = ['{"m":{"at":"2026-01-01T00:00:00Z"}}', '{}', '{"m":{"at":1767225610}}'].join('\n');
  const done = await run(heard, text, { mode: 'recorded', speed: 10, field: 'm.at' });
  expect(done).toMatchObject({ state: 'done', sent: 3, untimed: 1 });
  expect(heard.messages.map(({ at }) => at)).toEqual([0, 0, 1_000]);
});

test('bad and empty lines are counted and skipped, and every other byte is sent as it is', async () => {
  const heard = new Heard();
  const text = '\ufeff {"a" : 1.0}\r\nnot json\n\n"\\u00e9"\n  \n{"a":1,"a":2}';
  const done = await run(heard, text, { mode: 'fast' });
  expect(done).toMatchObject({ state: 'done', lines: 6, sent: 3, bad: 1, empty: 2, nextLine: 7 });
  expect(heard.messages.map(({ payload }) => payload)).toEqual([
    ' {"a" : 1.0}',
    '"\\u00e9"',
    '{"a":1,"a":2}',
  ]);
});

test('after a loss it says what was sent and what is unknown, and goes on from there', async () => {
  const text = ['{"n":1}', '', ...Array.from({ length: 8 }, (_, n) => `{"n":${n + 3}}`), ''].join('\n');
  const lost = new MillraceError('disconnected', 'The connection closed.');
  const heard = new Heard();
  for (let index = 4; index < 9; index++) heard.answers.set(index, lost);
  const stopped = await run(heard, text, { mode: 'fast' });
  expect(stopped).toMatchObject({ state: 'lost', sent: 4, unknown: 5, nextLine: 6, lineAfterUnknown: 11 });
  const again = new Heard();
  const rest = await run(again, text, { mode: 'fast' }, stopped.nextLine);
  expect(rest).toMatchObject({ state: 'done', sent: 5, lines: 5 });
  expect(again.messages[0]!.payload).toBe('{"n":6}');
});

test('a refusal ends it, and is not taken for a loss', async () => {
  const heard = new Heard();
  heard.answers.set(1, new MillraceError('denied', 'No permission.'));
  const failed = await run(heard, '1\n2\n3\n', { mode: 'fast' });
  expect(failed).toMatchObject({
    state: 'failed',
    problem: { message: 'No permission.' },
    sent: 2,
    refused: 1,
    unknown: 0,
  });
});

test.each([
  ['{"at":"soon"}', { mode: 'recorded', speed: 1, field: 'at' }, 'Line 1 has no time at "at"'],
  ['{"at":1}', { mode: 'recorded', speed: 1, field: null }, 'not a recording'],
] as const)('a plan that does not fit the file %s sends nothing', async (text, timing, problem) => {
  const heard = new Heard();
  const failed = await run(heard, text, timing);
  expect(failed).toMatchObject({ state: 'failed', sent: 0 });
  expect(failed.problem?.message).toContain(problem);
  expect(heard.messages).toEqual([]);
});

test('a binary channel and payload of a recording come out byte for byte', async () => {
  const raw: Command[] = [];
  const heard = new Heard();
  const pipeline = heard.pipeline;
  heard.pipeline = commands => (raw.push(...commands), pipeline(commands));
  const line = JSON.stringify({ time: 1, channel: { base64: '/wA=' }, payload: { base64: 'AAr/' } });
  await run(heard, `{"millrace":"recording","version":1,"startedAt":0}\n${line}\n`, { mode: 'fast' });
  expect(raw).toEqual([['PUBLISH', Buffer.from([0xff, 0]), Buffer.from([0, 10, 0xff])]]);
});

test('a recording of a newer version is refused, never half-read', async () => {
  const failed = await run(new Heard(), '{"millrace":"recording","version":9}\n{}', { mode: 'fast' });
  expect(failed).toMatchObject({ state: 'failed', sent: 0 });
  expect(failed.problem?.message).toContain('version 9');
});
