import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { MillraceError } from '#shared/rpc/errors.ts';
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

/** The same with a resolver of one's own. */
export function fetchPublic(
  url: string,
  { headers, signal }: Parameters<SseFetch>[1],
  resolveName: Resolve,
): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  const isNamed = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost';
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http).get(
      url,
      { headers, signal, ...(!isNamed && { lookup: lookupPublic(resolveName) }) },
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
  });
}
