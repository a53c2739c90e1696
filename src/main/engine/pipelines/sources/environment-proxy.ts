import { BlockList, isIP, isIPv6 } from 'node:net';
import { http } from '../../node-http.ts';

let isDone = false;

/**
 * Has `fetch` of this thread go through the proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), as curl does. This machine itself is
 * never reached through one. Imported files ask by `proxyFor`.
 */
export function useEnvironmentProxy(env: NodeJS.ProcessEnv = process.env): void {
  if (isDone) return;
  isDone = true;
  const { plain, secure, except } = proxiesOf(env);
  if ((!plain && !secure) || !('setGlobalProxyFromEnv' in http)) return;
  http.setGlobalProxyFromEnv({
    ...(plain && { HTTP_PROXY: plain }),
    ...(secure && { HTTPS_PROXY: secure }),
    NO_PROXY: [...except, ...ownNames].join(','),
  });
}

/** The HTTP proxy that the environment names for an address, with the same rules; null where there is none, and for an address that is asked directly. */
export function proxyFor(url: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const { plain, secure, except } = proxiesOf(env);
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  const proxy = httpProxy(isSecure ? secure : plain);
  // Node's own proxies are of 24.14 and later: an older one goes without.
  if (proxy === undefined || !('setGlobalProxyFromEnv' in http)) return null;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const names = [host, hostname, `${hostname}:${port || (isSecure ? 443 : 80)}`];
  return [...except, ...ownNames].some(entry => isMeant(entry.toLowerCase(), host, names)) ? null : proxy;
}

/** A proxy by its host and port: what may be shown, without the password of its address. */
export function proxyName(proxy: string): string {
  return new URL(proxy).host;
}

const ownNames = ['localhost', '127.0.0.1', '[::1]'];

interface Proxies {
  plain: string | undefined;
  secure: string | undefined;
  except: readonly string[];
}

function proxiesOf(env: NodeJS.ProcessEnv): Proxies {
  const all = env.ALL_PROXY ?? env.all_proxy;
  return {
    plain: env.HTTP_PROXY ?? env.http_proxy ?? all,
    secure: env.HTTPS_PROXY ?? env.https_proxy ?? all,
    except: (env.NO_PROXY ?? env.no_proxy ?? '').split(/[\s,]+/).filter(Boolean),
  };
}

/** The address of a proxy that speaks HTTP, which is what agents know; a name without a scheme is one, as for curl. */
function httpProxy(proxy = ''): string | undefined {
  const address = URL.parse(proxy.includes('://') ? proxy : `http://${proxy}`);
  return address !== null && /^https?:$/.test(address.protocol) ? address.href : undefined;
}

/** An entry of NO_PROXY: https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support */
function isMeant(entry: string, host: string, names: readonly string[]): boolean {
  if (entry === '*' || names.includes(entry)) return true;
  if (entry.startsWith('.') || entry.startsWith('*.')) return host.endsWith(entry.replace(/^\*/, ''));
  const [from = '', to = ''] = entry.split('-');
  return isIP(host) !== 0 && isIP(from) !== 0 && isIP(from) === isIP(to) && isBetween(host, from, to);
}

function isBetween(address: string, from: string, to: string): boolean {
  const range = new BlockList();
  range.addRange(from, to, isIPv6(from) ? 'ipv6' : 'ipv4');
  return range.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
