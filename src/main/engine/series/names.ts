import type { Connection } from '../connections/connection.ts';
import type { Argument } from '../connections/redis-client.ts';
import { asArray, asText } from '../connections/replies.ts';

const MAX_NAMES = 1_000;
/** SCAN goes through the whole keyspace: it is given up after so many steps. */
const MAX_SCANS = 500;

export interface SeriesNames {
  /** Sorted; at most 1,000. */
  names: string[];
  /** There are others, or may be. */
  more: boolean;
}

/**
 * Names behind a prefix: the members of a set, or the keys that begin with it. Keys of other types than hashes are among them: somebody who gave
 * the prefix expects to be told. Without a prefix they would only crowd out the hashes.
 */
export function findNames(
  connection: Connection,
  prefix: string,
  members: string | null,
): Promise<SeriesNames> {
  if (members !== null) return membersOf(connection, members);
  return keysBehind(connection, prefix, prefix === '' ? ['TYPE', 'hash'] : []);
}

async function keysBehind(connection: Connection, prefix: string, type: readonly string[]) {
  const pattern = `${prefix.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`;
  const { names, more } = await scan(connection, cursor => [
    'SCAN',
    cursor,
    'MATCH',
    pattern,
    'COUNT',
    1_000,
    ...type,
  ]);
  return { names: names.map(name => name.slice(prefix.length)), more };
}

function membersOf(connection: Connection, members: string) {
  return scan(connection, cursor => ['SSCAN', members, cursor, 'COUNT', 1_000]);
}

async function scan(
  { client }: Connection,
  step: (cursor: string) => [command: string, ...args: Argument[]],
): Promise<SeriesNames> {
  const names = new Set<string>();
  let cursor = '0';
  for (let scans = 0; scans < MAX_SCANS && names.size <= MAX_NAMES; scans++) {
    const [next, found] = asArray(await client.call(...step(cursor)));
    for (const name of asArray(found)) names.add(asText(name));
    cursor = asText(next);
    if (cursor === '0') break;
  }
  const sorted = [...names].sort();
  return { names: sorted.slice(0, MAX_NAMES), more: cursor !== '0' || sorted.length > MAX_NAMES };
}
