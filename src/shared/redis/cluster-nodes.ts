/** A cluster from where one of its nodes stands. */
export interface ClusterView {
  /** Slots whose keys this node has, of 16,384, as a replica those of its primary; null where it does not say. */
  slots: number | null;
  /** The other primaries that hold slots, as "host:port". */
  others: string[];
}

/**
 * The reply of CLUSTER NODES: a node on each line, as `id address flags primary ping pong epoch state slot...`.
 *
 * @see https://redis.io/docs/latest/commands/cluster-nodes/
 */
export function parseClusterNodes(text: string): ClusterView {
  const nodes = text
    .split('\n')
    .map(line => line.trim().split(' '))
    .filter(words => words.length >= 8)
    .map(([id = '', address = '', flags = '', primary = '', , , , , ...slots]) => ({
      id,
      // The port of the cluster's own bus stands behind `@`, with names of the host behind a comma.
      address: address.split('@')[0]!,
      isSelf: flags.split(',').includes('myself'),
      primary,
      slots: slots.reduce((sum, slot) => sum + slotsIn(slot), 0),
    }));
  const self = nodes.find(node => node.isSelf);
  const holder = nodes.find(node => node.id === self?.primary) ?? self;
  return {
    slots: holder?.slots ?? null,
    others: nodes.filter(node => node.slots > 0 && node !== holder).map(node => node.address),
  };
}

/** "5461-10922", "7", or "[7->-id]" for one that is on its way. */
function slotsIn(text: string): number {
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return first === undefined ? 0 : Number(last ?? first) - Number(first) + 1;
}
