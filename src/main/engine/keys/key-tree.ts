/** The part of a tree that is under one prefix. */
export class Branch {
  /** By the rest of the name: up to and with the next separator a branch, without one a key (null). */
  readonly children = new Map<string, Branch | null>();
  /** Keys that begin with the prefix, those that are only counted included. */
  keys = 0;
  /** Of them, those that are held by their names. */
  held = 0;
  /** Children that are prefixes. */
  branches = 0;
  #order: string[] = [];
  #fresh: string[] = [];

  /** Keys right under this prefix, or deeper, that are only counted here. */
  counted = 0;

  set(name: string, child: Branch | null): void {
    this.children.set(name, child);
    if (child !== null) this.branches++;
    this.#fresh.push(name);
  }

  /** The names of the children, in the order of their bytes. */
  get order(): readonly string[] {
    if (this.#fresh.length > 0) {
      this.#order = merged(this.#order, this.#fresh.sort(byBytes));
      this.#fresh = [];
    }
    return this.#order;
  }
}

export interface TreeBounds {
  /** Keys and prefixes held by their names. */
  nodes: number;
  /** Right under the root there is always room for so many: a rare prefix is seen, however many keys another one has. */
  atRoot: number;
  /** Bytes of the names held. */
  bytes: number;
}

const BOUNDS: TreeBounds = { nodes: 100_000, atRoot: 1_000, bytes: 32 * 2 ** 20 };
/** Separators after so many are part of the name: a key may consist of them. */
const MAX_DEPTH = 32;

/**
 * Names of keys by separator, within bounds: a prefix takes no more names than there is still room for after it, so that one with millions leaves
 * room for the others. What is not held is counted where it would be. Names are bytes as latin1 text.
 */
export class KeyTree {
  readonly root = new Branch();
  readonly separator: string;
  readonly #bounds: TreeBounds;
  #nodes = 0;
  #bytes = 0;

  /** @param separator as latin1 text */
  constructor(separator: string, bounds: TreeBounds = BOUNDS) {
    this.separator = separator;
    this.#bounds = bounds;
  }

  /** Every key that was added is held by its name. */
  get isWhole(): boolean {
    return this.root.held === this.root.keys;
  }

  /** @returns false for a key that is held already: SCAN may return one twice */
  add(key: string): boolean {
    const way = [this.root];
    let isHeld = true;
    for (let from = 0, branch = this.root; ;) {
      const end = this.#endOf(key, from, way.length);
      const name = key.slice(from, end ?? key.length);
      let child = branch.children.get(name);
      if (end === null && child === null) return false;
      if (child === undefined) {
        if (!this.#hasRoom(branch)) {
          branch.counted++;
          isHeld = false;
          break;
        }
        this.#nodes++;
        this.#bytes += name.length;
        child = end === null ? null : new Branch();
        branch.set(name, child);
      }
      if (end === null) break;
      branch = child!;
      way.push(branch);
      from = end;
    }
    for (const branch of way) {
      branch.keys++;
      if (isHeld) branch.held++;
    }
    return true;
  }

  /** What is under a prefix; undefined where nothing is held under it. */
  find(prefix: string): Branch | undefined {
    let branch: Branch | null | undefined = this.root;
    for (let from = 0, depth = 1; from < prefix.length && branch; depth++) {
      const end: number = this.#endOf(prefix, from, depth) ?? prefix.length;
      branch = branch.children.get(prefix.slice(from, end));
      from = end;
    }
    return branch ?? undefined;
  }

  /** Held keys under a prefix in the order of their bytes, from the `from`-th on. */
  *heldFrom(from: number, prefix = ''): Generator<string> {
    const branch = this.find(prefix);
    if (branch) yield* keysFrom(branch, prefix, { skip: from });
  }

  /** Where the next part of a name ends; null in the last one, which is the key's own. */
  #endOf(key: string, from: number, depth: number): number | null {
    const at = depth > MAX_DEPTH ? -1 : key.indexOf(this.separator, from);
    return at < 0 ? null : at + this.separator.length;
  }

  #hasRoom(branch: Branch): boolean {
    if (this.#bytes >= this.#bounds.bytes) return false;
    const room = this.#bounds.nodes - this.#nodes;
    return branch.children.size < (branch === this.root ? Math.max(room, this.#bounds.atRoot) : room);
  }
}

function* keysFrom(branch: Branch, prefix: string, left: { skip: number }): Generator<string> {
  for (const name of branch.order) {
    const child = branch.children.get(name);
    const size = child ? child.held : 1;
    if (left.skip >= size) left.skip -= size;
    else if (child) yield* keysFrom(child, prefix + name, left);
    else yield prefix + name;
  }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function merged(a: readonly string[], b: readonly string[]): string[] {
  const all: string[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (j === b.length || (i < a.length && a[i]! < b[j]!)) all.push(a[i++]!);
    else all.push(b[j++]!);
  }
  return all;
}
