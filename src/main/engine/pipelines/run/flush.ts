import type { Command } from '../../connections/redis-client.ts';
import type { EncodedCommand } from '../../connections/wire-command.ts';
import type { FieldChanges } from '../checkpoint/open-groups.ts';
import type { ServerAbilities } from './server-abilities.ts';
import type { Results, ScriptCall } from '../sinks/sink.ts';

/** Everything one transaction writes: results and the position they came from. Built once, tried until its outcome is known. */
export interface Flush extends Results {
  /** What the source is told of the events that count with these results. */
  readonly settle: readonly Command[];
  /** Of the checkpoint, beside `seq`. */
  readonly checkpoint: FieldChanges;
  /** What its calls are on the wire, once that is made. */
  readonly encoded: Map<ScriptCall, EncodedCommand>;
}

export function newFlush(abilities: ServerAbilities, settle: readonly Command[]): Flush {
  return {
    commands: [],
    calls: [],
    windows: [],
    types: new Map(),
    abilities,
    settle,
    checkpoint: { set: [], remove: [] },
    encoded: new Map(),
  };
}

/** How many writes wait while Redis refuses them. */
export function writesIn({ commands, calls, windows }: Flush): number {
  return commands.length + calls.length + windows.length;
}
