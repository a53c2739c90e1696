import type { PipelineTouches } from '#shared/contract/pipelines.ts';

/** What a file reaches, one list for each way of reaching, in words; those with nothing in them are left out. */
export function reachedLists({ hosts, proxies, reads, writes, variables }: PipelineTouches): {
  words: string;
  names: string[];
}[] {
  const given = variables
    .filter(({ isForAll }) => isForAll)
    .map(({ name, places }) => `${name} in ${places.join(', ')}`);
  return [
    { words: 'It asks these hosts on the network', names: hosts },
    {
      words: 'It asks through this proxy, which looks up the addresses of host names itself',
      names: proxies,
    },
    { words: 'It writes these files on this computer', names: writes.paths },
    { words: 'It changes these keys in Redis', names: writes.keys },
    { words: 'It publishes on these channels', names: writes.channels },
    { words: 'It reads these files on this computer', names: reads.paths },
    { words: 'It reads these keys in Redis', names: reads.keys },
    { words: 'It listens to these channels', names: reads.channels },
    { words: 'It reads these variables of your environment', names: given },
  ].filter(({ names }) => names.length > 0);
}
