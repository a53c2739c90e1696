/** The prefix and the name of a queue, of RQ, whose id is the key of its list. */
export function rqParts(queue: string): { prefix: string; name: string } {
  const [, prefix = 'rq', name = queue] = /^(.+?):queue:(.+)$/.exec(queue) ?? [];
  return { prefix, name };
}
