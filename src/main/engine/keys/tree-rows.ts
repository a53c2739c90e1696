import type { KeyRow, KeyRows } from '#shared/contract/keys.ts';
import type { Branch, KeyTree } from './key-tree.ts';

/**
 * The rows of a tree as a person has opened it: prefixes and keys in the order of their bytes, the keys of an open prefix under it, and at its end
 * how many more there are than are held. A prefix that has one key alone is that key; one that has one prefix alone stands together with it.
 *
 * @param open prefixes, as latin1 text; one is open with what is in it, also where other keys have come between
 */
export function treeRows(tree: KeyTree, open: readonly string[], from: number, count: number): KeyRows {
  const rows: KeyRow[] = [];
  const isOpen = withAncestors(open, tree.separator);
  let total = 0;
  /** Makes the row only where it is in view. */
  const place = (make: () => KeyRow) => {
    if (total >= from && total < from + count) rows.push(make());
    total++;
  };
  /** Keys alone, of which there may be very many: only those in view are looked at. */
  const listKeys = (branch: Branch, above: string, at: { depth: number; labelFrom: number }) => {
    const first = Math.max(0, from - total);
    const end = Math.max(first, from + count - total);
    for (const name of branch.order.slice(first, end))
      rows.push({ kind: 'key', key: bytesOf(above + name), ...at });
    total += branch.order.length;
  };
  const listAll = (branch: Branch, above: string, at: { depth: number; labelFrom: number }) => {
    for (const name of branch.order) {
      const child = branch.children.get(name);
      if (!child) {
        place(() => ({ kind: 'key', key: bytesOf(above + name), ...at }));
        continue;
      }
      const { under, prefix, key } = alone(child, above + name);
      if (key !== null) {
        place(() => ({ kind: 'key', key: bytesOf(key), ...at }));
        continue;
      }
      const shows = isOpen.has(prefix);
      place(() => ({ kind: 'prefix', prefix: bytesOf(prefix), keys: under.keys, isOpen: shows, ...at }));
      if (shows) list(under, prefix, at.depth + 1);
    }
  };
  const list = (branch: Branch, above: string, depth: number) => {
    const at = { depth, labelFrom: above.length };
    if (branch.branches === 0) listKeys(branch, above, at);
    else listAll(branch, above, at);
    if (branch.counted > 0)
      place(() => ({ kind: 'rest', prefix: bytesOf(above), keys: branch.counted, ...at }));
  };
  list(tree.root, '', 0);
  return { total, from, rows };
}

/** The rows of all held keys, without prefixes. */
export function flatRows(tree: KeyTree, from: number, count: number): KeyRows {
  const rows: KeyRow[] = [];
  for (const key of tree.heldFrom(from)) {
    if (rows.length === count) break;
    rows.push(flatRow(bytesOf(key)));
  }
  return { total: tree.root.held, from, rows };
}

export function flatRow(key: Uint8Array): KeyRow {
  return { kind: 'key', key, depth: 0, labelFrom: 0 };
}

/** The key that is all there is under a prefix, or else the longest prefix that all there is has. */
function alone(branch: Branch, prefix: string): { under: Branch; prefix: string; key: string | null } {
  let under = branch;
  let longest = prefix;
  while (under.children.size === 1 && under.counted === 0) {
    const [[name, child]] = under.children as unknown as [[string, Branch | null]];
    longest += name;
    if (child === null) return { under, prefix: longest, key: longest };
    under = child;
  }
  return { under, prefix: longest, key: null };
}

function withAncestors(open: readonly string[], separator: string): Set<string> {
  const all = new Set<string>();
  for (const prefix of open)
    for (let at = prefix.indexOf(separator); at >= 0; at = prefix.indexOf(separator, at + 1))
      all.add(prefix.slice(0, at + separator.length));
  return all;
}

export function bytesOf(latin1: string): Buffer {
  return Buffer.from(latin1, 'latin1');
}
