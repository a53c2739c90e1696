import { expect, test } from 'vitest';
import { planOf } from '../../../../../test/support/pipeline-files.ts';
import { newCheckpoint } from '../checkpoint/checkpoint.ts';
import { newEvent } from '../events/event.ts';
import { Processor } from '../events/processor.ts';
import type { Sink } from '../sinks/sink.ts';
import { Failures } from './failures.ts';
import { Flusher } from './flusher.ts';
import { Progress } from './progress.ts';
import type { FlushOutcome, ResultsWriter } from './results-writer.ts';
import { noAbilities } from './server-abilities.ts';

/** A flusher of a pipeline without windows whose writer does what the test says. */
function flusherWith(write: ResultsWriter['write'], happened: string[]) {
  const plan = planOf({
    source: { type: 'generator', payload: '1' },
    sinks: [{ type: 'list', key: 'out' }],
  });
  const sink: Sink = { events: events => void happened.push(`put together: ${events.length}`) };
  const processor = new Processor(plan, { keepOpen: false });
  const failures = new Failures();
  const flusher = new Flusher({
    plan,
    worker: '',
    processor,
    sinks: { merging: [], emitting: [sink], late: [], invalid: [], all: [sink], epochs: [] },
    writer: {
      abilities: noAbilities,
      lastTransaction: { commands: [], more: 0 } as unknown as ResultsWriter['lastTransaction'],
      begin: async () => newCheckpoint('c'),
      isDue: () => false,
      prepare: () => void happened.push('prepared'),
      write,
      pin: async () => {},
      rewind: async () => newCheckpoint('c'),
      stop() {},
      close() {},
    },
    receipts: undefined,
    progress: new Progress(),
    failures,
    wake() {},
  });
  const process = (count: number) => {
    for (let n = 0; n < count; n++) processor.process(newEvent('1', 0), 0);
  };
  return { flusher, process, failures };
}

const turns = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
};

test('the next flush is put together once the one before has been sent, and while Redis is at work on that', async () => {
  const happened: string[] = [];
  const sent: (() => void)[] = [];
  const answers: ((outcome: FlushOutcome) => void)[] = [];
  const { flusher, process } = flusherWith((_flush, _now, how) => {
    happened.push('written');
    sent.push(how.sent);
    return new Promise(resolve => answers.push(resolve));
  }, happened);
  process(1);
  await flusher.flush(0, false);
  process(2);
  const second = flusher.flush(1, false);
  await turns();
  expect(happened).toEqual(['put together: 1', 'prepared', 'written']);
  sent[0]!();
  await turns();
  expect(happened.slice(3)).toEqual(['put together: 2', 'prepared']);
  answers[0]!({ applied: true, rewindTo: null });
  await second;
  expect(happened.slice(5)).toEqual(['written']);
});

test('a flush that fails before it was sent holds nothing up', async () => {
  const { flusher, process, failures } = flusherWith(() => Promise.reject(new Error('refused')), []);
  process(1);
  await flusher.flush(0, false);
  process(1);
  await expect(flusher.flush(1, false)).rejects.toThrow('refused');
  expect(flusher.isWriting).toBe(false);
  expect(() => failures.throwAny(false)).toThrow('refused');
});
