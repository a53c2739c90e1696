import type { Command } from '../../connections/redis-client.ts';
import type { EpochReader, Epochs } from '../checkpoint/epochs.ts';
import type { KeyTypes, WindowWrites } from '../sinks/sink.ts';

/** The writes of windows, now that their keys are known. */
export interface WindowCommands {
  readonly commands: Command[];
  readonly types: KeyTypes;
  /** The numbers that windows have, or get with these commands. */
  readonly numbers: ReadonlyMap<Epochs, ReadonlyMap<number, number>>;
}

/** Gives windows their keys; those that have no epoch yet get one, with commands of this transaction. */
export async function windowCommands(
  client: EpochReader,
  windows: readonly WindowWrites[],
): Promise<WindowCommands> {
  const numbers = new Map<Epochs, ReadonlyMap<number, number>>();
  const types: KeyTypes = new Map();
  const commands: Command[] = [];
  for (const { epochs, window, type, key, commands: writes } of windows) {
    if (epochs && !numbers.has(epochs)) {
      const starts = new Set(windows.filter(other => other.epochs === epochs).map(other => other.window));
      const allocated = await epochs.allocate(
        client,
        [...starts].sort((a, b) => a - b),
      );
      numbers.set(epochs, allocated.numbers);
      commands.push(...allocated.commands);
    }
    const name = key(epochs && numbers.get(epochs)!.get(window)!);
    types.set(name, type);
    for (const write of writes) commands.push(write(name));
  }
  return { commands, types, numbers };
}
