import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import * as https from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { MillraceError } from '#shared/rpc/errors.ts';
import { http } from '../../node-http.ts';
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
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
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
 * What an imported file's sources ask with: an address inside the own network is asked only where the file names it (as an address, or as
 * `localhost`), so that a confirmed name cannot lead there.
 */
export const publicFetch: SseFetch = (url, init) => fetchPublic(url, init, lookup);

/** A host that is an address, or this machine by its name. */
const isNamed = (hostname: string): boolean =>
  isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost';

/**
 * For a file of the person's own: a name is refused that leads to such an address now, unless the file says that it may.
 *
 * @throws {MillraceError} `denied`
 */
export async function refusePrivate(url: string, resolveName: Resolve): Promise<void> {
  const { hostname } = new URL(url);
  if (isNamed(hostname)) return;
  const found = await new Promise<LookupAddress[]>(resolve =>
    // What cannot be resolved here may be reached through a proxy, or is told by whoever tries.
    resolveName(hostname, { all: true }, (error, addresses) => resolve(error ? [] : addresses)),
  );
  const hidden = found.find(({ address }) => !isPublicAddress(address));
  if (hidden)
    throw new MillraceError(
      'denied',
      `${hostname} leads to ${hidden.address}, an address of this computer or its network. If that is meant, add "private": true to the sink.`,
    );
}

/** The same with a resolver of one's own, and with a body. */
export function fetchPublic(
  url: string,
  {
    headers,
    signal,
    method = 'GET',
    body,
  }: Parameters<SseFetch>[1] & { method?: 'GET' | 'POST'; body?: string },
  resolveName: Resolve,
): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http).request(
      url,
      { method, headers, signal, ...(!isNamed(hostname) && { lookup: lookupPublic(resolveName) }) },
      response => {
        const { statusCode = 0, headers: answered } = response;
        const hasBody = statusCode !== 204 && statusCode !== 304;
        if (!hasBody) response.resume();
        resolve(
          new Response(hasBody ? (Readable.toWeb(response) as ReadableStream<Uint8Array>) : null, {
            status: statusCode,
            headers: Object.entries(answered).flatMap(([name, value]): [string, string][] =>
              [value ?? []].flat().map(one => [name, one]),
            ),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
