import type { ActionOf } from '#shared/contract/stream-actions.ts';
import { provenanceFields, splitDeadLetter } from '#shared/redis/dead-letter.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asArray, asText } from '../../connections/replies.ts';
import type { Commands } from '../../connections/commands.ts';
import type { Entry } from '../entries.ts';
import { throwExplained } from '../stream-info.ts';
import { counted, previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, type ActionSteps, type StreamActionJob } from './action.ts';
import { readOne, scriptError, scriptObstacle, targetProblem } from './dead-letter-actions.ts';
import { REQUEUE_SCRIPT } from './dead-letter-script.ts';

/** Dead letters looked at for a preview. */
const PREVIEWED = 100;

interface Plan {
  id: string;
  entry: Entry;
  /** Null for an ordinary entry, which is not a dead letter: taking it away would lose it for its own readers. */
  target: Uint8Array | null;
  /** Fields at the end that are not the entry's own. */
  tail: number;
}

/** Puts dead letters back where they came from, or elsewhere, as they were or edited. */
export const requeue: ActionSteps<'requeue'> = {
  async preview(commands, action) {
    const plans: Plan[] = [];
    let gone = 0;
    for (const id of action.ids.slice(0, PREVIEWED)) {
      const plan = await planOf(commands, action, id);
      if (plan) plans.push(plan);
      else gone++;
    }
    const known = plans.filter(plan => plan.target !== null);
    const targets = [...new Set(known.map(plan => nameText(plan.target!)))];
    const first = known[0]?.target;
    const obstacles = new Obstacles(commands, action.key);
    const each = await Promise.all(known.map(plan => obstacles.of(plan.target!)));
    const obstacle = each.find(found => found !== null) ?? null;
    const many = entriesText(action.ids.length - gone);
    return previewOf({
      act: `Requeue ${many}`,
      sentence: requeueSentence(action, action.ids.length - gone, targets),
      commands: known.flatMap((plan, index) => commandsOf(action, plan, each[index] === null)),
      commandCount: known.length < action.ids.length - gone ? null : undefined,
      warnings: [
        gone > 0 && `${entriesText(gone)} of them are gone already.`,
        plans.length > known.length &&
          `${counted(plans.length - known.length, 'of them is an ordinary entry', 'of them are ordinary entries')}, not dead letters: left alone.`,
        obstacle !== null &&
          `${obstacle} So each is ${action.remove ? 'added, then removed' : 'added'}: at least once.`,
      ],
      refused:
        known.length === 0
          ? `These are not dead letters: they do not say where they came from. ${nameText(action.key)} is an ordinary stream, and nothing is requeued from it.`
          : action.fields && action.ids.length !== 1
            ? 'Edited fields are for one entry.'
            : await targetProblem(commands, first!),
    });
  },
  async apply(commands, action, job) {
    job.expect(action.ids.length);
    const obstacles = new Obstacles(commands, action.key);
    let inTwoSteps = false;
    for (const id of action.ids) {
      job.checkpoint();
      const plan = await planOf(commands, action, id);
      if (!plan) job.add('gone already', [id]);
      else if (plan.target === null) job.add('not a dead letter, left', [id]);
      else if ((await obstacles.of(plan.target)) === null) await requeueByScript(commands, action, plan, job);
      else {
        inTwoSteps = true;
        await addThenRemove(commands, action, plan, job);
      }
    }
    const how =
      inTwoSteps && action.remove ? `: each was added, then removed from ${nameText(action.key)}` : '';
    return `Requeued ${entriesText(job.count('requeued'))}${how}.`;
  },
};

/** Why one script cannot put letters back, by the stream that they go to. */
class Obstacles {
  readonly #commands: Commands;
  readonly #from: Uint8Array;
  readonly #known = new Map<string, Promise<string | null>>();

  constructor(commands: Commands, from: Uint8Array) {
    this.#commands = commands;
    this.#from = from;
  }

  of(target: Uint8Array): Promise<string | null> {
    const name = Buffer.from(target).toString('latin1');
    let obstacle = this.#known.get(name);
    if (!obstacle) this.#known.set(name, (obstacle = scriptObstacle(this.#commands, this.#from, target)));
    return obstacle;
  }
}

function requeueSentence(action: ActionOf<'requeue'>, count: number, targets: string[]): string {
  const [they, them, were] =
    count === 1 ? ['It gets a new id', 'it', 'it was'] : ['They get new ids', 'them', 'they were'];
  const to = targets.slice(0, 3).join(', ') || 'no stream';
  const how = action.fields ? ', with the edited fields,' : ` as ${were}`;
  const from = action.remove ? ` and takes ${them} from ${nameText(action.key)}` : '';
  return `Adds ${entriesText(count)} to ${to}${how}${from}. ${they}, and every group of the stream is given ${them}.`;
}

async function planOf(commands: Commands, action: ActionOf<'requeue'>, id: string): Promise<Plan | null> {
  const entry = await readOne(commands, action.key, id);
  if (!entry) return null;
  const fields = [];
  for (let index = 0; index + 1 < entry.fields.length; index += 2) {
    fields.push({ name: entry.fields[index]!, value: entry.fields[index + 1]! });
  }
  const letter = splitDeadLetter(fields);
  return {
    id,
    entry,
    target: letter ? (action.target ?? letter.provenance.source) : null,
    tail: letter ? provenanceFields.length : 0,
  };
}

/** The stream it came from is not made anew: where it is gone, its readers are too. A chosen one is. */
const creation = (action: ActionOf<'requeue'>) => (action.target === null ? ['NOMKSTREAM'] : []);

function commandsOf(action: ActionOf<'requeue'>, plan: Plan, script: boolean): Command[] {
  if (script) return [scriptCommand(action, plan)];
  return [addCommand(action, plan), ...(action.remove ? [['XDEL', action.key, plan.id] as Command] : [])];
}

function scriptCommand(action: ActionOf<'requeue'>, { id, target, tail }: Plan): Command {
  const edited = action.fields?.flat() ?? [];
  const remove = action.remove ? '1' : '0';
  return [
    'EVAL',
    REQUEUE_SCRIPT,
    2,
    action.key,
    target!,
    id,
    remove,
    tail,
    creation(action)[0] ?? '',
    ...edited,
  ];
}

function addCommand(action: ActionOf<'requeue'>, { entry, target, tail }: Plan): Command {
  const fields = action.fields?.flat() ?? entry.fields.slice(0, entry.fields.length - tail * 2);
  return ['XADD', target!, ...creation(action), '*', ...fields];
}

async function requeueByScript(
  commands: Commands,
  action: ActionOf<'requeue'>,
  plan: Plan,
  job: StreamActionJob,
): Promise<void> {
  const command = scriptCommand(action, plan);
  const [kind, detail] = asArray(await commands.send(command).catch(throwExplained)).map(asText);
  if (kind === 'added') job.add('requeued', [`${plan.id} → ${detail}`]);
  else if (kind === 'gone') job.add('gone already', [plan.id]);
  else if (kind === 'no stream') job.add('its stream no longer exists, left', [plan.id]);
  else if (kind === 'large') await addThenRemove(commands, action, plan, job);
  else throw scriptError(detail ?? '', 'XADD');
}

async function addThenRemove(
  commands: Commands,
  action: ActionOf<'requeue'>,
  plan: Plan,
  job: StreamActionJob,
): Promise<void> {
  const command = addCommand(action, plan);
  const added = await commands.send(command).catch(throwExplained);
  if (added === null) return job.add('its stream no longer exists, left', [plan.id]);
  if (action.remove) await commands.call('XDEL', action.key, plan.id).catch(throwExplained);
  job.add('requeued', [`${plan.id} → ${asText(added)}`]);
}
