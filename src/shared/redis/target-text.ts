import type { Address, Target } from './target.ts';
import { parseRedisCliLine } from './redis-cli-line.ts';
import { emptyTarget, fail, shortened, TargetProblem, type TargetReading } from './target-parts.ts';
import { parseHostPort, parseTargetUrl } from './target-url.ts';

/** What was read from pasted text. */
export interface ParsedTarget extends TargetReading {
  ok: true;
}

/** `problem` says what is wrong and what is allowed. */
export interface UnparsedTarget {
  ok: false;
  problem: string;
}

const EXAMPLES =
  'redis://host:6379/0, rediss://user:password@host, redis-socket:///path, or redis-cli -h host -p 6379';

/**
 * Reads where a server is from any text people have at hand: a `redis://`, `rediss://`, `redis-socket://` or `unix://` URL, a
 * redis-cli command line, `host:port`, or the path of a socket.
 */
export function parseTargetText(text: string): ParsedTarget | UnparsedTarget {
  const trimmed = text.trim();
  try {
    if (trimmed === '') fail(`Nothing to read. Paste ${EXAMPLES}.`);
    if (/^(?:\$\s+|[A-Z_]+=\S*\s+)*(?:\S*\/)?(?:redis|valkey)-cli(?:\s|$)/.test(trimmed))
      return { ok: true, ...parseRedisCliLine(trimmed) };
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)) return { ok: true, ...parseTargetUrl(trimmed) };
    if (trimmed.startsWith('/'))
      return { ok: true, target: emptyTarget({ kind: 'socket', path: trimmed }), password: null, notes: [] };
    if (/\s/.test(trimmed)) fail(`"${shortened(trimmed)}" is not an address. Paste ${EXAMPLES}.`);
    return { ok: true, target: emptyTarget(parseHostPort(trimmed)), password: null, notes: [] };
  } catch (error) {
    if (error instanceof TargetProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/** A URL that reads back as the same target. Passwords, certificates and timeouts are not part of it. */
export function formatTarget(target: Target): string {
  const user = target.username === '' ? '' : `${encodeURIComponent(target.username)}@`;
  if (target.address.kind === 'socket') {
    const path = target.address.path.split('/').map(encodeURIComponent).join('/');
    return `redis-socket://${user}${path}${target.db === 0 ? '' : `?db=${target.db}`}`;
  }
  const scheme = target.tls ? 'rediss' : 'redis';
  return `${scheme}://${user}${addressText(target.address)}${target.db === 0 ? '' : `/${target.db}`}`;
}

/** "127.0.0.1:6379", "[::1]:6379" or the socket's path: the address for people. */
export function addressText(address: Address): string {
  if (address.kind === 'socket') return address.path;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
