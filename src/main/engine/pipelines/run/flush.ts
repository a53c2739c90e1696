import type { Argument, Command } from '../../connections/redis-client.ts';
import type { KeyTypes, Ranking } from '../sinks/redis-writes.ts';

/** Everything one transaction writes: results and the position they came from. Built once, tried until its outcome is known. */
export interface Flush {
  commands: Command[];
  rankings: Ranking[];
  acks: ReadonlyMap<string, readonly string[]>;
  /** What the keys written here must hold, or nothing yet. */
  types: KeyTypes;
  /** Fields of the checkpoint beside `seq`. */
  set: Argument[];
  remove: string[];
}

const IDS_PER_ACK = 1_000;

/** XACKs of everything a flush has counted. */
export function ackCommands(group: string, acks: Flush['acks']): Command[] {
  const commands: Command[] = [];
  for (const [key, ids] of acks) {
    for (let index = 0; index < ids.length; index += IDS_PER_ACK)
      commands.push(['XACK', key, group, ...ids.slice(index, index + IDS_PER_ACK)]);
  }
  return commands;
}
