import type { Address, Target, TlsSettings } from './target.ts';
import {
  emptyTarget,
  fail,
  parseDb,
  parsePort,
  parseTimeout,
  shortened,
  type TargetReading,
} from './target-parts.ts';

/**
 * Reads a `redis://`, `rediss://`, `redis-socket://` or `unix://` URL.
 *
 * @throws {TargetProblem}
 */
export function parseTargetUrl(text: string): TargetReading {
  const [, rawScheme = '', beforeQuery = '', query = ''] =
    /^([^:]+):\/\/([^?#]*)(?:\?([^#]*))?/.exec(text) ?? fail(`"${shortened(text)}" is not a URL.`);
  const scheme = rawScheme.toLowerCase();
  const at = beforeQuery.lastIndexOf('@');
  const notes: string[] = [];
  const login = at < 0 ? { username: '', password: null } : parseLogin(beforeQuery.slice(0, at), notes);
  const rest = beforeQuery.slice(at + 1);
  const target = emptyTarget({ kind: 'tcp', host: '127.0.0.1', port: 6379 }, { username: login.username });
  switch (scheme) {
    case 'redis':
    case 'rediss':
    case 'valkey':
    case 'valkeys': {
      const slash = rest.indexOf('/');
      const authority = slash < 0 ? rest : rest.slice(0, slash);
      const path = slash < 0 ? '' : rest.slice(slash + 1).replace(/\/$/, '');
      if (authority !== '') target.address = parseHostPort(authority);
      if (path !== '') target.db = parseDb(decoded(path, 'database'), 'after the address');
      if (scheme.endsWith('ss') || scheme === 'valkeys') target.tls = plainTls();
      break;
    }
    case 'redis-socket':
    case 'redis+socket':
    case 'unix':
      if (!rest.startsWith('/'))
        fail('A socket needs an absolute path, with three slashes: redis-socket:///path/to/redis.sock.');
      target.address = { kind: 'socket', path: decoded(rest, 'path') };
      break;
    default:
      fail(`"${scheme}://" is not a Redis address. Allowed are redis://, rediss:// and redis-socket://.`);
  }
  const password = readQuery(query, target, notes) ?? login.password;
  return { target, password, notes };
}

function parseLogin(text: string, notes: string[]): { username: string; password: string | null } {
  const colon = text.indexOf(':');
  if (colon < 0) {
    const username = decoded(text, 'user name');
    if (username !== '')
      notes.push(`"${username}" was read as the user name. For a password alone write a colon before it.`);
    return { username, password: null };
  }
  return {
    username: decoded(text.slice(0, colon), 'user name'),
    password: decoded(text.slice(colon + 1), 'password'),
  };
}

/** Applies what is known among the query's parameters, which are those of redis-py; answers the password, if one is there. */
function readQuery(query: string, target: Target, notes: string[]): string | null {
  let password: string | null = null;
  for (const pair of query.split('&').filter(pair => pair !== '')) {
    const [rawName = '', rawValue = ''] = pair.split(/=(.*)/s);
    const name = decoded(rawName, 'parameter name');
    const value = decoded(rawValue, `parameter "${name}"`);
    if (name === 'db' || name === 'virtual_host') target.db = parseDb(value, `in "${name}"`);
    else if (name === 'username') target.username = value;
    else if (name === 'password') password = value;
    else if (name === 'socket_connect_timeout') target.connectTimeoutMs = parseTimeout(value, 300);
    else if (name === 'socket_timeout') target.commandTimeoutMs = parseTimeout(value, 3_600);
    else if (target.tls && name === 'ssl_cert_reqs') target.tls.verify = value !== 'none';
    else if (target.tls && name === 'ssl_ca_certs') target.tls.ca = value;
    else if (target.tls && name === 'ssl_certfile') target.tls.cert = value;
    else if (target.tls && name === 'ssl_keyfile') target.tls.key = value;
    else notes.push(`The parameter "${name}" was left out.`);
  }
  return password;
}

/**
 * Reads `host`, `host:port` or `[IPv6]:port`; the port is 6379 unless given.
 *
 * @throws {TargetProblem}
 */
export function parseHostPort(text: string): Address {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) {
    const [, host = '', port] = bracketed;
    if (!/^[0-9a-fA-F:.]+(?:%[\w.-]+)?$/.test(host) || !host.includes(':'))
      fail(`"[${host}]" is not an IPv6 address. Brackets are for IPv6, as in [::1]:6379.`);
    return { kind: 'tcp', host, port: port === undefined ? 6379 : parsePort(port) };
  }
  if ((text.match(/:/g)?.length ?? 0) > 1) {
    if (/^[0-9a-fA-F:.]+$/.test(text))
      fail(`"${text}" looks like IPv6. Put it in brackets, with the port after them: [${text}]:6379.`);
    fail(`"${shortened(text)}" has more than one colon. An address is host:port, a user comes before an @.`);
  }
  const [rawHost = '', port] = text.split(':');
  const host = decoded(rawHost, 'host');
  if (host === '') fail('The host is missing. An address is host:port, as in 127.0.0.1:6379.');
  const stranger = /[^\p{L}\p{N}._-]/u.exec(host)?.[0];
  if (stranger !== undefined)
    fail(
      `"${shortened(host)}" is not a host name: "${stranger}" may not be in one. Percent-encode it in a password.`,
    );
  return { kind: 'tcp', host, port: port === undefined ? 6379 : parsePort(port) };
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail(`The ${what} holds a % that begins no percent-encoded character. Write % itself as %25.`);
  }
}

function plainTls(): TlsSettings {
  return { ca: '', cert: '', key: '', serverName: '', verify: true };
}
