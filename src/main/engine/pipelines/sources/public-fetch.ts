import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { RequestOptions } from 'node:http';
import * as https from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { MillraceError } from '#shared/rpc/errors.ts';
import { http } from '../../node-http.ts';
import { proxyFor, proxyName } from './environment-proxy.ts';
import type { SseFetch } from './sse.ts';

/**
 * Addresses that only this machine, its network or its cloud answers on: the special-purpose registries of IANA (RFC 6890 and what
 * followed), the metadata service of clouds (169.254.169.254) among them.
 */
const notPublic = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  // Those that hold an IPv4 address, which may be any, are left out with it.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  notPublic.addSubnet(network, bits, 'ipv6');

/** Whether everybody on the internet can mean this address. An IPv4 address inside IPv6 (`::ffff:10.0.0.1`) is taken for what it is. */
export function isPublicAddress(address: string): boolean {
  return !notPublic.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** All addresses of a name, as `dns.lookup` gives them. */
export type Resolve = (
  name: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** Gives only public addresses of a name, at the moment of connecting: a name that changes its address in between gains nothing. */
function lookupPublic(resolve: Resolve): LookupFunction {
  return (name, options, answer) =>
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error) return answer(error, '');
      const [first] = found;
      const hidden = found.find(({ address }) => !isPublicAddress(address));
      if (hidden) return answer(notNamed(name, hidden.address), '');
      return options.all ? answer(null, found) : answer(null, first!.address, first!.family);
    });
}

function notNamed(name: string, address: string): MillraceError {
  return new MillraceError(
    'denied',
    `${name} leads to ${address}, an address of this computer or its network, and an imported file reaches those only where it names them. If that is meant, write the address into the file`,
  );
}

/**
 * What imported files ask with: an address inside the own network is asked only where the file names it (as an address, or as `localhost`), so that a
 * confirmed name cannot lead there. Through the proxy of the environment, which finds the addresses of names by itself, a name is asked for where it
 * leads to none such for this machine; an address of the own network is never asked for there.
 */
export const publicFetch = (url: string, init: PublicInit): Promise<Response> => fetchPublic(url, init);

type PublicInit = Parameters<SseFetch>[1] & { method?: 'GET' | 'POST'; body?: string };

const addressIn = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** A host that is an address, or this machine by its name. */
const isNamed = (hostname: string): boolean => isIP(addressIn(hostname)) !== 0 || hostname === 'localhost';

/** The first address of a name that not everybody can mean; undefined where it has none here, or cannot be resolved here. */
async function hiddenAddress(hostname: string, resolveName: Resolve): Promise<string | undefined> {
  const found = await new Promise<LookupAddress[]>(resolve =>
    resolveName(hostname, { all: true }, (error, addresses) => resolve(error ? [] : addresses)),
  );
  return found.find(({ address }) => !isPublicAddress(address))?.address;
}

/**
 * For a file of the person's own: a name is refused that leads to such an address now, unless the file says that it may.
 *
 * @throws {MillraceError} `denied`
 */
export async function refusePrivate(url: string, resolveName: Resolve): Promise<void> {
  const { hostname } = new URL(url);
  if (isNamed(hostname)) return;
  // What cannot be resolved here may be reached through a proxy, or is told by whoever tries.
  const hidden = await hiddenAddress(hostname, resolveName);
  if (hidden !== undefined)
    throw new MillraceError(
      'denied',
      `${hostname} leads to ${hidden}, an address of this computer or its network. If that is meant, add "private": true to the sink.`,
    );
}

/** By which proxy of the environment an imported file asks this address, as host and port; null for none. */
export function proxyOfImported(url: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const proxy = publicProxy(url, env);
  return proxy === null ? null : proxyName(proxy);
}

/** An address of the own network, and this machine by its name, are others where a proxy stands. */
function publicProxy(url: string, env: NodeJS.ProcessEnv): string | null {
  const { hostname } = new URL(url);
  const address = addressIn(hostname);
  const isOwn = isIP(address) !== 0 ? !isPublicAddress(address) : /(^|\.)localhost\.?$/.test(hostname);
  return isOwn ? null : proxyFor(url, env);
}

/** The same with a resolver and an environment of one's own. @throws {MillraceError} `denied` */
export async function fetchPublic(
  url: string,
  init: PublicInit,
  resolveName: Resolve = lookup,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  const { Agent } = protocol === 'https:' ? https : http;
  const proxy = publicProxy(url, env);
  if (proxy === null) return ask(url, init, isNamed(hostname) ? {} : { lookup: lookupPublic(resolveName) });
  const hidden = isNamed(hostname) ? undefined : await hiddenAddress(hostname, resolveName);
  if (hidden !== undefined) throw notNamed(hostname, hidden);
  return ask(url, init, { agent: new Agent({ proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }) });
}

/** Answers that a `Response` may have no body for: https://fetch.spec.whatwg.org/#null-body-status */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

function ask(
  url: string,
  { headers, signal, method = 'GET', body }: PublicInit,
  way: Pick<RequestOptions, 'agent' | 'lookup'>,
): Promise<Response> {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, signal, ...way }, response => {
      const { statusCode = 0, headers: answered } = response;
      // A `Response` takes no others, and what throws here ends the thread.
      if (statusCode < 200 || statusCode > 599) {
        asked.destroy();
        return reject(new Error(`The server answered ${statusCode}, which is no status of HTTP.`));
      }
      const hasBody = !NO_BODY.has(statusCode);
      if (!hasBody) response.resume();
      resolve(
        new Response(hasBody ? (Readable.toWeb(response) as ReadableStream<Uint8Array>) : null, {
          status: statusCode,
          headers: Object.entries(answered).flatMap(([name, value]): [string, string][] =>
            [value ?? []].flat().map(one => [name, one]),
          ),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
