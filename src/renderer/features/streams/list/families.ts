/** Fewer streams than this are read as they are. */
const LEAST_OF_FAMILY = 50;

/** Streams whose names begin alike, up to a separator: those that a program makes one of for each job, user, day. */
export interface Family<Row> {
  /** With the separator at its end: "rq:results:". */
  prefix: string;
  members: readonly Row[];
}

/**
 * Puts rows of one family together, each in the one with the longest prefix that enough streams share. What is in no family stays beside
 * them, in the order it came in; a family stands where its first member was.
 */
export function familiesOf<Row extends { name: string }>(
  rows: readonly Row[],
  least = LEAST_OF_FAMILY,
): (Row | Family<Row>)[] {
  const counts = new Map<string, number>();
  for (const { name } of rows)
    for (const prefix of prefixesOf(name)) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  const members = new Map<string, Row[]>();
  const items: (Row | Family<Row>)[] = [];
  for (const row of rows) {
    const prefix = prefixesOf(row.name).findLast(one => counts.get(one)! >= least);
    const family = prefix === undefined ? undefined : members.get(prefix);
    if (prefix === undefined) items.push(row);
    else if (family) family.push(row);
    else {
      const first = [row];
      members.set(prefix, first);
      items.push({ prefix, members: first });
    }
  }
  // One that lost most of its streams to families inside of it is not worth a fold.
  return items.flatMap(item => (isFamily(item) && item.members.length < least ? item.members : item));
}

export function isFamily<Row extends object>(item: Row | Family<Row>): item is Family<Row> {
  return 'members' in item;
}

/** "rq:", "rq:results:" of "rq:results:7f3a". */
function prefixesOf(name: string): string[] {
  return Array.from(name.matchAll(/[:/.|]/g), ({ index }) => name.slice(0, index + 1)).filter(
    prefix => prefix.length > 1 && prefix.length < name.length,
  );
}
