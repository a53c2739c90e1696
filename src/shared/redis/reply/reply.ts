/**
 * A reply as the server sent it, with the types of RESP2 and RESP3: https://redis.io/docs/latest/develop/reference/protocol-spec/. It may be
 * the first part of a longer one: then a string has fewer bytes than its `length`, and an aggregate fewer items.
 */
export type RedisReply =
  | TextReply
  | { type: 'boolean'; value: boolean }
  | { type: 'nil' }
  | StringReply
  | AggregateReply;

interface TextReply {
  type: 'status' | 'error' | 'integer' | 'double' | 'big-number';
  text: string;
}

interface StringReply {
  /** `verbatim` is text for people, to be shown as it is (INFO). */
  type: 'string' | 'verbatim';
  bytes: Uint8Array;
  /** Bytes of the whole string. */
  length: number;
}

export interface AggregateReply {
  type: 'array' | 'set' | 'push' | 'map';
  /** Of a map: keys and values in turns. */
  items: RedisReply[];
  /** Of the whole reply; of a map keys and values together. */
  length: number;
}

export function isAggregate(reply: RedisReply): reply is AggregateReply {
  return 'items' in reply;
}

/** How much of a reply is taken along. */
export interface ReplyPart {
  bytes: number;
  /** Of all aggregates together. */
  elements: number;
}

/** The first part of a reply, in the order in which it came. */
export function firstPart(reply: RedisReply, part: ReplyPart): RedisReply {
  const left = { ...part };
  const take = (node: RedisReply): RedisReply => {
    if (node.type === 'string' || node.type === 'verbatim') {
      const bytes = node.bytes.subarray(0, left.bytes);
      left.bytes -= bytes.length;
      return { ...node, bytes };
    }
    if (!isAggregate(node)) return node;
    const items: RedisReply[] = [];
    for (const item of node.items) {
      if (left.elements <= 0 || left.bytes <= 0) break;
      left.elements--;
      items.push(take(item));
    }
    // A key without its value says nothing.
    if (node.type === 'map' && items.length % 2 === 1) items.pop();
    return { ...node, items };
  };
  return take(reply);
}

/** Whether something of the reply is missing here. */
export function isCut(reply: RedisReply): boolean {
  if (reply.type === 'string' || reply.type === 'verbatim') return reply.bytes.length < reply.length;
  return isAggregate(reply) && (reply.items.length < reply.length || reply.items.some(isCut));
}
