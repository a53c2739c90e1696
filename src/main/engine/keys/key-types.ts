/**
 * The types that Redis itself has, as TYPE says them, each with the command that tells its length.
 *
 * @see https://redis.io/docs/latest/commands/type/
 */
export const lengthCommands: Readonly<Record<string, string>> = {
  string: 'STRLEN',
  hash: 'HLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  stream: 'XLEN',
};
