import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MillraceError } from '#shared/rpc/errors.ts';
import { decodeFrame, encodeFrame } from '#shared/rpc/codec.ts';
import { JsonScanner } from '#shared/json/scanner.ts';
import { checkPipelineText } from '#engine/pipelines/file/outline.ts';
import { decodePayload } from '#engine/decode/decode.ts';
import { lookAt } from '#engine/decode/row-look.ts';
import { recordingHead, recordingLine } from '#engine/recordings/recording-line.ts';
import { readRecordingLine, readRecordingNote } from '#engine/recordings/recording-reader.ts';
import { readRecordingFacts } from '#engine/recordings/recording-facts.ts';
import { SettingsStore } from '#engine/settings/settings-store.ts';
import type { Chance } from './chance.ts';

/** A format that Millrace reads from outside. */
export interface Format {
  name: string;
  /** Reads one case. Throws when a property does not hold; an error that the reader is to give is none. */
  tryOne(chance: Chance): void | Promise<void>;
}

/** One case may take so long, on a slow machine that does something else beside. */
const LIMIT_MS = 3_000;
const jsonTokens = [
  '"',
  '\\',
  '{',
  '[',
  '${',
  '${A:-',
  '{{',
  '}}',
  '(',
  '1e999',
  '-',
  'null',
  '\u0000',
  '[['.repeat(200),
];

const payloads = [
  Buffer.from('{"a":{"b":[1,"x",null,9007199254740993]}}'),
  gzipSync('{"a":1}'),
  Buffer.from(gzipSync('{"a":1}').toString('base64')),
  Buffer.from('83a16101a16202a1639301c0c3', 'hex'),
  Buffer.from('dd0000000380808080', 'hex'),
  // An Integer of Java, a tuple of Erlang, a message of kombu, a task of asynq.
  Buffer.from(
    'aced0005737200116a6176612e6c616e672e496e746567657212e2a0a4f781873802000149000576616c7565787200106a6176612e6c616e672e4e756d62657286ac951d0b94e08b020000787000000005',
    'hex',
  ),
  Buffer.from('8368026c000000016401016a74000000016101a2', 'hex'),
  Buffer.from('{"body":"W10=","properties":{"body_encoding":"base64"}}'),
  Buffer.from('0a016112077b2278223a317d1a0269642819', 'hex'),
];
const pipelines = ['wikipedia-edits', 'clickstream-mobile', 'edit-leaderboard', 'weather-stations'].map(
  name => readFileSync(new URL(`../../resources/recipes/${name}.json`, import.meta.url)),
);
const settings = Buffer.from(
  JSON.stringify({
    version: 2,
    settings: { theme: 'light', savedFilters: [{ language: 're2', text: 'a' }] },
    profiles: [
      {
        id: 'p',
        name: 'p',
        color: 1,
        environment: 'local',
        target: { address: { kind: 'tcp', host: 'a', port: 1 } },
      },
    ],
    open: ['p'],
  }),
);
const recording = Buffer.from(
  [
    recordingHead(1),
    recordingLine({
      time: 2,
      channel: Buffer.from('c'),
      pattern: Buffer.from([0xff]),
      sharded: false,
      payload: Buffer.from('{"a":1}'),
    }),
    '',
  ].join('\n'),
);

/** Reads what may be refused, in words and in time. */
function quick(what: string, input: Uint8Array, read: () => unknown): void {
  const begun = performance.now();
  try {
    read();
  } catch (error) {
    // What a reader says of its input; a stack that ran over or a name that is undefined is a defect.
    const isSaid = error instanceof MillraceError || (error as Error).constructor === Error;
    if (!isSaid) throw error;
  }
  const elapsed = Math.round(performance.now() - begun);
  if (elapsed > LIMIT_MS)
    throw new Error(`${what} took ${elapsed} ms for ${Buffer.from(input).toString('base64', 0, 3_000)}`);
}

export const formats: readonly Format[] = [
  {
    name: 'payloads',
    tryOne(chance) {
      const bytes = chance.mutated(chance.pick(payloads), [
        '\x80\x80',
        '\xdf\xff\xff\xff\xff',
        ...jsonTokens,
      ]);
      const chosen = chance.pick([
        null,
        null,
        'json',
        'msgpack',
        'base64',
        'gzip',
        'zstd',
        'brotli',
        'deflate',
        'kombu',
        'asynq',
        'protobuf',
      ] as const);
      // These never throw: they say what is wrong, and show what came.
      const begun = performance.now();
      decodePayload(bytes, chosen, { maxBytes: 2 ** 20 });
      lookAt(bytes, chosen, [['a'], ['a', 'b', 1]], 2 ** 20);
      if (performance.now() - begun > LIMIT_MS) throw new Error(`slow: ${bytes.toString('base64')}`);
    },
  },
  {
    name: 'pipeline files',
    tryOne(chance) {
      const text = chance.mutated(chance.pick(pipelines), jsonTokens).toString();
      quick('a pipeline file', Buffer.from(text), () => checkPipelineText(text, 'fuzz'));
    },
  },
  {
    name: 'JSON on screen',
    tryOne(chance) {
      const text = chance.mutated(chance.pick(payloads), jsonTokens).toString('latin1');
      const scanner = new JsonScanner(text);
      for (let end = 0; scanner.next(); end = scanner.end)
        if (scanner.end <= end)
          throw new Error(`the scanner stands still at ${end} of ${JSON.stringify(text)}`);
    },
  },
  {
    name: 'frames',
    tryOne(chance) {
      const whole = Buffer.from(
        encodeFrame({ t: 'request', id: 1, method: 'a.b', input: { bytes: new Uint8Array(9) } }),
      );
      const frame = chance.mutated(whole, jsonTokens);
      try {
        decodeFrame(new Uint8Array(frame));
      } catch (error) {
        if (error instanceof RangeError && /call stack/.test(error.message)) throw error;
      }
    },
  },
  {
    name: 'recordings',
    async tryOne(chance) {
      const bytes = chance.mutated(recording, jsonTokens);
      for (const line of bytes.toString().split('\n')) {
        quick('a line of a recording', bytes, () => readRecordingNote(line));
        quick('a line of a recording', bytes, () => readRecordingLine(line));
      }
      await inFolder(async folder => {
        const path = join(folder, 'r.jsonl');
        writeFileSync(path, bytes);
        await readRecordingFacts(path, 'r');
      });
    },
  },
  {
    name: 'settings',
    async tryOne(chance) {
      const bytes = chance.mutated(settings, jsonTokens);
      await inFolder(async folder => {
        const path = join(folder, 'settings.json');
        writeFileSync(path, bytes);
        const store = await SettingsStore.open(folder);
        const wasRead = store.notKept === null;
        await store.updateSettings({ utc: true });
        await store.close();
        if (!wasRead && !readFileSync(path).equals(bytes))
          throw new Error('settings that could not be read were replaced');
      });
    },
  },
];

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
