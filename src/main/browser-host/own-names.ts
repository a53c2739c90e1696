import { isIP } from 'node:net';

/** Where to listen, and under which names. */
export interface Listening {
  /** An address of this machine, or a name of one. */
  host: string;
  /** 0 for any free one. */
  port: number;
  /** Names that other machines, or a proxy in front, know this one by. */
  names: readonly string[];
}

/** Nobody but this machine reaches it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * The names that this host answers to. A hostile site whose own name resolves to our address (DNS rebinding) is a foreign host like any
 * other. An address without a name cannot be made to resolve to anything else, so that a host for other machines takes any of them.
 */
export class OwnNames {
  readonly #listening: Listening;

  constructor(listening: Listening) {
    this.#listening = listening;
  }

  /**
   * A port says nothing of a name: behind `ssh -L`, a proxy or a container it is another one, and browsers leave 80 out.
   *
   * @param header as a request names its host: "127.0.0.1:8080"
   */
  include(header: string | undefined): boolean {
    const { host, names } = this.#listening;
    const name = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/i.exec(header ?? '')?.[1];
    if (name === undefined) return false;
    const bare = name.replace(/^\[|\]$/g, '').toLowerCase();
    if (bare === 'localhost' || bare === host.toLowerCase()) return true;
    if (names.some(known => known.toLowerCase() === bare)) return true;
    return isLoopback(host) ? bare === '127.0.0.1' : isIP(bare) !== 0;
  }
}
