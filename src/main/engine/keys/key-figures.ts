import type { KeyFigures } from '#shared/contract/keys.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import { Denials } from '../connections/denials.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asNumber, asText } from '../connections/replies.ts';
import { lengthCommands } from './key-types.ts';

/** Three questions for each key, and then its length: all in two writes, however many keys. */
const QUESTIONS = 3;

/** What keys are and cost. What the user may not ask is null, and its command among what is missing. */
export async function readKeyFigures(
  commands: Commands,
  keys: readonly Uint8Array[],
): Promise<{ figures: KeyFigures[]; missing: string[] }> {
  const denials = new Denials();
  const replies = await commands.pipeline(
    keys.flatMap((key): Command[] => [
      ['TYPE', key],
      ['PTTL', key],
      ['MEMORY', 'USAGE', key],
    ]),
  );
  const answers = keys.map((key, index) => {
    const [type, ttl, memory] = replies
      .slice(index * QUESTIONS, (index + 1) * QUESTIONS)
      .map(reply => known(denials, reply));
    return { key, type: textOf(type), ttl: numberOf(ttl), memory: numberOf(memory) };
  });
  const types = await Promise.all(
    answers.map(async ({ key, type }) => type ?? (await typeByLength(commands, key))),
  );
  const sizes = await readSizes(commands, keys, types, denials);
  const figures = answers.map(({ key, ttl, memory }, index): KeyFigures => ({
    key,
    type: ttl === -2 ? 'none' : types[index]!,
    size: sizes[index]!,
    ttlMs: ttl === null || ttl < 0 ? null : ttl,
    memoryBytes: memory,
  }));
  return { figures, missing: denials.commands };
}

async function readSizes(
  commands: Commands,
  keys: readonly Uint8Array[],
  types: readonly (string | null)[],
  denials: Denials,
): Promise<(number | null)[]> {
  const asked = keys.flatMap((key, index) => {
    const command = lengthCommands[types[index] ?? ''];
    return command === undefined ? [] : [{ index, command: [command, key] as Command }];
  });
  const replies = await commands.pipeline(asked.map(({ command }) => command));
  const sizes: (number | null)[] = keys.map(() => null);
  for (const [place, { index }] of asked.entries()) sizes[index] = numberOf(known(denials, replies[place]));
  return sizes;
}

/**
 * The type of a key where TYPE may not be asked: the one whose length can be. Null where none, or where the key is not there, which has every length.
 */
export async function typeByLength(commands: Commands, key: Uint8Array): Promise<string | null> {
  const types = Object.entries(lengthCommands);
  const replies = await commands.pipeline(types.map(([, command]): Command => [command, key]));
  const fitting = types.filter((_, index) => !(replies[index] instanceof MillraceError));
  return fitting.length === 1 ? fitting[0]![0] : null;
}

/** A key may become another one, or be on another node: then only this is not known. */
function known(denials: Denials, reply: Reply | MillraceError | undefined): Reply {
  if (reply instanceof MillraceError && reply.code === 'redis') return null;
  return denials.take(reply);
}

const textOf = (reply: Reply | undefined) => (reply === null ? null : asText(reply));
const numberOf = (reply: Reply | undefined) => (reply === null ? null : asNumber(reply));
