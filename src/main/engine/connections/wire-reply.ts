/** A reply of RESP2 as it came: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export type WireReply =
  | { type: 'status' | 'error' | 'integer'; text: string }
  | { type: 'bulk'; text: string | null }
  | { type: 'array'; items: WireReply[] | null };

/** The first reply in these bytes and where the next one begins; null while it is not all here. */
export function readWireReply(bytes: Buffer, from = 0): { reply: WireReply; end: number } | null {
  const lineEnd = bytes.indexOf('\r\n', from);
  if (lineEnd < 0) return null;
  const line = bytes.toString('utf8', from + 1, lineEnd);
  const after = lineEnd + 2;
  switch (String.fromCharCode(bytes[from]!)) {
    case '+':
      return { reply: { type: 'status', text: line }, end: after };
    case '-':
      return { reply: { type: 'error', text: line }, end: after };
    case ':':
      return { reply: { type: 'integer', text: line }, end: after };
    case '$': {
      const length = Number(line);
      if (length < 0) return { reply: { type: 'bulk', text: null }, end: after };
      if (bytes.length < after + length + 2) return null;
      const text = bytes.toString('utf8', after, after + length);
      return { reply: { type: 'bulk', text }, end: after + length + 2 };
    }
    case '*': {
      const length = Number(line);
      if (length < 0) return { reply: { type: 'array', items: null }, end: after };
      const items: WireReply[] = [];
      let end = after;
      while (items.length < length) {
        const item = readWireReply(bytes, end);
        if (!item) return null;
        items.push(item.reply);
        end = item.end;
      }
      return { reply: { type: 'array', items }, end };
    }
    default:
      throw new Error(`This is not a reply of Redis: ${line.slice(0, 100)}`);
  }
}

/** A reply in one line, much as redis-cli prints it. */
export function wireText(reply: WireReply): string {
  switch (reply.type) {
    case 'status':
      return reply.text;
    case 'error':
      return `(error) ${reply.text}`;
    case 'integer':
      return `(integer) ${reply.text}`;
    case 'bulk':
      return reply.text === null ? '(nil)' : JSON.stringify(reply.text);
    case 'array':
      return reply.items === null ? '(nil)' : reply.items.map(wireText).join(', ');
  }
}
