import { restored, type SavedState } from '#shared/pipeline/aggregates/accumulator.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command } from '../../connections/redis-client.ts';
import { toJson } from '../events/json.ts';
import type { SavedGroup } from '../windows/logic.ts';
import { CHECKPOINT_VERSION, type Checkpoint } from './checkpoint.ts';
import { fieldOf, fieldsOf, wholeText } from './open-groups.ts';
import { idsField } from './recent-ids.ts';

/** The field of a checkpoint with what its state depends on. */
const SHAPE = 'shape';

/** What of a file the saved state depends on. */
interface Shape {
  /** Without the time. */
  window: unknown;
  /** "processing", or the expression of the event's time. */
  time: string;
  groupBy: readonly string[];
  /** What tells events apart; null where nothing does. */
  dedupe?: string | null;
  /** The kind of each aggregate by its name, in the order of the states; null where no sink takes rows, so that no window is kept open. */
  aggregates: readonly (readonly [name: string, kind: string])[] | null;
}

/** What a start goes on from after the file was edited. */
export interface CarriedOver {
  from: Checkpoint;
  /** What brings the checkpoint in line with it. */
  commands: Command[];
  /** For people: what is different from now on. */
  notes: string[];
}

/** What the state of a plan depends on, as the checkpoint keeps it. */
function shapeOf({ file, emitting }: Plan): string {
  const { time, ...window } = file.window ?? { time: 'processing' as const };
  const shape: Shape = {
    window,
    time: typeof time === 'string' ? time : time.event,
    groupBy: file.groupBy,
    dedupe: file.dedupe?.by ?? null,
    aggregates:
      emitting.length > 0
        ? Object.entries(file.aggregate ?? {}).map(([name, spec]) => [name, Object.keys(spec)[0]!])
        : null,
  };
  return JSON.stringify(shape);
}

/** Keeps in a checkpoint what its state depends on. */
export function keepShape(plan: Plan, checkpoint: string): Command {
  return ['HSET', checkpoint, SHAPE, shapeOf(plan)];
}

/**
 * Takes over what a checkpoint has, as far as it still means the same in an edited file. Aggregates are known by name and kind: those that are gone
 * are dropped, new ones begin with nothing.
 *
 * @param reset drop what cannot be kept, instead of refusing
 * @throws {MillraceError} `conflict` with `detail.reset` true: what cannot be kept and would be dropped; `unsupported` when a newer Millrace wrote it
 */
export function carryOver(found: Checkpoint, plan: Plan, reset: boolean): CarriedOver {
  if (found.version > CHECKPOINT_VERSION)
    throw new MillraceError(
      'unsupported',
      `The checkpoint ${found.key} was written by a newer Millrace. Run that one, or delete the key to start over.`,
    );
  const own = shapeOf(plan);
  const save = keepShape(plan, found.key);
  if (found.shape === null || found.shape === own) return { from: found, commands: [save], notes: [] };

  const [before, now] = [JSON.parse(found.shape) as Shape, JSON.parse(own) as Shape];
  const isOtherTime = before.time !== now.time;
  const reasons = reasonsAgainst(before, now);
  if (reasons.length > 0 && found.open.length > 0 && !reset)
    throw new MillraceError(
      'conflict',
      `The file has changed since it last ran (${reasons.join(', ')}), and ${found.open.length} open groups of windows cannot continue. Undo the change, or start it once without them; the position is kept.`,
      { reset: true, key: found.key },
    );
  const drops = reasons.length > 0;
  const open = drops ? [] : found.open.map(group => fitted(group, before, now, plan));
  const notes: string[] = [];
  if (drops && found.open.length > 0)
    notes.push(
      `Dropped ${found.open.length} open groups of windows: the file has changed (${reasons.join(', ')}).`,
    );
  const added = (now.aggregates ?? []).filter(([name]) => !before.aggregates?.some(([old]) => old === name));
  if (open.length > 0 && added.length > 0)
    notes.push(
      `${added.map(([name]) => name).join(', ')} is new: in the ${open.length} groups of windows that are open it counts from now on.`,
    );
  const commands: Command[] = [save];
  if (found.open.length > 0) commands.push(['HDEL', found.key, ...found.open.flatMap(fieldsOf)]);
  if (open.length > 0)
    commands.push(['HSET', found.key, ...open.flatMap(group => [fieldOf(group), wholeText(group)])]);
  // Ids of another kind say nothing.
  const ids = (before.dedupe ?? null) === (now.dedupe ?? null) ? found.ids : [];
  if (ids.length < found.ids.length) commands.push(['HDEL', found.key, ...found.ids.map(idsField)]);
  if (isOtherTime) commands.push(['HDEL', found.key, 'watermark']);
  return { from: { ...found, open, ids, ...(isOtherTime && { watermark: -Infinity }) }, commands, notes };
}

/** Why open windows of before cannot go on. */
function reasonsAgainst(before: Shape, now: Shape): string[] {
  const reasons: string[] = [];
  if (toJson(before.window) !== toJson(now.window)) reasons.push('another window');
  if (before.time !== now.time) reasons.push('another time');
  if (toJson(before.groupBy) !== toJson(now.groupBy)) reasons.push('another groupBy');
  if (before.aggregates !== null && now.aggregates === null) reasons.push('no sink takes rows');
  for (const [name, kind] of now.aggregates ?? []) {
    const old = before.aggregates?.find(([other]) => other === name);
    if (old && old[1] !== kind) reasons.push(`${name} was ${old[1]} and is ${kind}`);
  }
  return reasons;
}

function fitted(group: SavedGroup, before: Shape, now: Shape, plan: Plan): SavedGroup {
  const states = (now.aggregates ?? []).map(([name], index): SavedState => {
    const place = before.aggregates?.findIndex(([old]) => old === name) ?? -1;
    const { kind } = plan.aggregates[index]!;
    if (place < 0) return kind.zero().save();
    const changes = group.changes.map(change => change.states[place]!);
    return restored(kind, group.states[place]!, changes).save();
  });
  const { start, end } = group.changes.at(-1) ?? group;
  return { key: group.key, start, end, states, changes: [] };
}
