import { asArray, asText } from '../connections/replies.ts';
import type { Connection } from '../connections/connection.ts';
import { readInfo } from '../connections/server-facts.ts';
import { parsePubSubLimit } from './client-list.ts';

/** Counts clients that the server cut off for a full output buffer; newer servers have it: https://redis.io/docs/latest/commands/info/ */
const COUNTER = 'client_output_buffer_limit_disconnections';

/**
 * Finds out whether a lost subscriber was cut off because it did not read fast enough. The server does not tell the client; newer ones count it.
 */
export class CutOffDetector {
  readonly #connection: Connection;
  #before: number | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async remember(): Promise<void> {
    this.#before = await this.#read();
  }

  /** The reason of a close in words, with the limit where it was the cause. */
  async explain(reason: string): Promise<string> {
    const after = await this.#read();
    if (this.#before !== undefined && after !== undefined) {
      if (after <= this.#before) return reason;
      return `the server cut the subscriber off: its output buffer passed client-output-buffer-limit pubsub${await this.#limit()}`;
    }
    // Without the counter there is only a hint: this connection was ended while the other to the same server lives on.
    if (this.#connection.state.state !== 'ready') return reason;
    return `${reason}, perhaps because its output buffer passed client-output-buffer-limit pubsub${await this.#limit()}`;
  }

  async #read(): Promise<number | undefined> {
    try {
      const text = (await readInfo(this.#connection.client, 'stats')).get(COUNTER);
      return text === undefined ? undefined : Number(text);
    } catch {
      return undefined; // no connection to ask on: the server itself has gone
    }
  }

  async #limit(): Promise<string> {
    try {
      const reply = asArray(await this.#connection.call('CONFIG', 'GET', 'client-output-buffer-limit'));
      const limit = parsePubSubLimit(asText(reply[1]));
      return limit
        ? ` (${limit.hardBytes} bytes at once, or ${limit.softBytes} for ${limit.softSeconds} s)`
        : '';
    } catch {
      return ''; // CONFIG is denied or renamed: the limit stays unknown
    }
  }
}
