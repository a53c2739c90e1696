import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Argument, Command, Reply } from '../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';

interface Outgoing {
  channel: Buffer;
  payload: Buffer;
  /** By SPUBLISH. */
  sharded: boolean;
}

/** What became of a batch. Messages are published in their order. */
export interface BatchAnswer {
  /** Messages from its beginning on whose outcome is known; the last of them may be the one that was refused. */
  answered: number;
  /** Of those that are answered. */
  refused: number;
  /** The others, if they may have been published; if not, they were not. */
  unknown: number;
  /** Receivers on the node that was asked, together. */
  receivers: number;
  /** Why not all were published. */
  error: MillraceError | null;
}

/**
 * Publishes many messages in one command, until one is refused. ARGV: for each run of messages of one channel the channel, how many they
 * are, and the messages.
 */
const SCRIPT = `local i, sent, receivers = 1, 0, 0
while i <= #ARGV do
  for m = i + 2, i + 1 + tonumber(ARGV[i + 1]) do
    local reply = redis.pcall('PUBLISH', ARGV[i], ARGV[m])
    if type(reply) == 'table' then return { sent, receivers, reply.err } end
    sent, receivers = sent + 1, receivers + reply
  end
  i = i + 2 + tonumber(ARGV[i + 1])
end
return { sent, receivers }`;

/** Fewer messages than this travel as the commands they are. */
const WORTH_A_SCRIPT = 16;

/**
 * Publishes batches, one command for each message or, where the server allows it and there are many, one script for all: that costs it and
 * us a fraction.
 */
export class BatchSender {
  readonly #connection: Pick<Connection, 'pipeline' | 'call'>;
  /** Undefined until one was tried. */
  #scripts: boolean | undefined;

  constructor(connection: Pick<Connection, 'pipeline' | 'call'>) {
    this.#connection = connection;
  }

  /** Whether another batch may be put on its way before this one is answered. */
  get isSettled(): boolean {
    return this.#scripts !== undefined;
  }

  /** @throws {MillraceError} when nothing was sent at all: there is no connection */
  async send(batch: readonly Outgoing[]): Promise<BatchAnswer> {
    // A script of a cluster may touch one slot alone, so sharded messages have none.
    const mayBeScript = this.#scripts !== false && batch.length >= WORTH_A_SCRIPT;
    if (mayBeScript && !batch.some(({ sharded }) => sharded)) {
      const answer = await this.#byScript(batch);
      if (answer) return answer;
    }
    return this.#byCommands(batch);
  }

  /** Null when the server takes no script: nothing was published then. */
  async #byScript(batch: readonly Outgoing[]): Promise<BatchAnswer | null> {
    let reply: Reply | MillraceError;
    try {
      reply = (await this.#connection.pipeline([['EVAL', SCRIPT, 0, ...scriptArguments(batch)]]))[0]!;
    } catch (error) {
      this.#scripts ??= true;
      throw error;
    }
    if (reply instanceof MillraceError) {
      if (isUnanswered(reply)) {
        this.#scripts ??= true;
        return { answered: 0, refused: 0, unknown: batch.length, receivers: 0, error: reply };
      }
      this.#scripts = false;
      return null;
    }
    this.#scripts = true;
    const [sent, receivers, refusal] = asArray(reply);
    const answered = asNumber(sent);
    if (refusal === undefined)
      return { answered, refused: 0, unknown: 0, receivers: asNumber(receivers), error: null };
    const error = new MillraceError('redis', asText(refusal), { command: 'PUBLISH' });
    return { answered: answered + 1, refused: 1, unknown: 0, receivers: asNumber(receivers), error };
  }

  async #byCommands(batch: readonly Outgoing[]): Promise<BatchAnswer> {
    const commands = batch.map(({ channel, payload, sharded }): Command => [
      sharded ? 'SPUBLISH' : 'PUBLISH',
      channel,
      payload,
    ]);
    const answer: BatchAnswer = { answered: 0, refused: 0, unknown: 0, receivers: 0, error: null };
    for (const reply of await this.#connection.pipeline(commands)) {
      if (!(reply instanceof MillraceError)) answer.receivers += asNumber(reply);
      else {
        answer.error ??= reply;
        if (isUnanswered(reply)) {
          answer.unknown++;
          continue;
        }
        answer.refused++;
      }
      answer.answered++;
    }
    return answer;
  }
}

function isUnanswered({ code }: MillraceError): boolean {
  return code === 'disconnected' || code === 'timeout';
}

/** Mostly it is the same Buffer. */
const isSame = (some: Buffer, other: Buffer) => some === other || some.equals(other);

function scriptArguments(batch: readonly Outgoing[]): Argument[] {
  const args: Argument[] = [];
  for (let from = 0; from < batch.length;) {
    const { channel } = batch[from]!;
    let to = from + 1;
    while (to < batch.length && isSame(batch[to]!.channel, channel)) to++;
    args.push(channel, to - from);
    for (; from < to; from++) args.push(batch[from]!.payload);
  }
  return args;
}
