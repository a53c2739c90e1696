import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who may talk to the engine. Whoever has the token gets a session for it, which has two halves: a cookie that no script can read, and a key
 * that the page keeps in the storage of its origin. Both are asked for. A cookie goes to every port of 127.0.0.1, also to one that another
 * user of this machine listens on; the storage of an origin does not.
 */
export class Admission {
  /** 256 bits in the address that this host prints, unless it was given one. Good as long as the host lives. */
  readonly token: string;
  readonly #cookie = secret();
  readonly #key = secret();
  #tickets = new Set<string>();

  /** @throws for a token that could be guessed */
  constructor(token?: string) {
    if (token !== undefined && !/^[\w-]{32,200}$/.test(token))
      throw new Error(
        'MILLRACE_TOKEN is 32 to 200 letters, digits, - and _: "openssl rand -hex 32" makes one.',
      );
    this.token = token ?? secret();
  }

  /** A token that is good once: for the window that this host opens. */
  issueTicket(): string {
    const ticket = secret();
    this.#tickets.add(ticket);
    return ticket;
  }

  /** Changes a token or a ticket into a session; undefined for anything else. */
  exchange(given: unknown): { cookie: string; key: string } | undefined {
    const ticket = [...this.#tickets].find(issued => matches(issued, given));
    if (ticket !== undefined) this.#tickets.delete(ticket);
    else if (!matches(this.token, given)) return undefined;
    return { cookie: this.#cookie, key: this.#key };
  }

  /** Whether the hello of a socket that came with this cookie may be answered. */
  admits(cookie: string | undefined, given: unknown): boolean {
    return matches(this.token, given) || (matches(this.#cookie, cookie) && matches(this.#key, given));
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that tells nothing of where they differ. */
function matches(expected: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
