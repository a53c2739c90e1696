import type { OutputLimit, SubscriberInfo } from '#shared/contract/subscribers.ts';

/** What a line of CLIENT LIST says by itself. */
export type ListedClient = Omit<SubscriberInfo, 'own' | 'overSoftSeconds'>;

/**
 * The reply of CLIENT LIST: a client on each line, as `name=value` with spaces between. Fields grow by version, so they are read by name.
 *
 * @see https://redis.io/docs/latest/commands/client-list/
 */
export function parseClientList(text: string): ListedClient[] {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const fields = new Map(
        line
          .trim()
          .split(' ')
          .map((field): [string, string] => {
            const at = field.indexOf('=');
            return [field.slice(0, at), field.slice(at + 1)];
          }),
      );
      const figure = (name: string) => {
        const number = Number(fields.get(name) ?? Number.NaN);
        return Number.isInteger(number) && number >= 0 ? number : null;
      };
      return {
        id: fields.get('id') ?? '',
        address: fields.get('addr') ?? '',
        name: fields.get('name') ?? '',
        user: fields.get('user') ?? null,
        ageSeconds: figure('age'),
        idleSeconds: figure('idle'),
        channels: figure('sub'),
        patterns: figure('psub'),
        shardChannels: figure('ssub'),
        outputBytes: figure('omem'),
        totalBytes: figure('tot-mem'),
        queryBytes: figure('qbuf'),
      };
    });
}

/** The part of subscribers in `client-output-buffer-limit`: "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60". */
export function parsePubSubLimit(text: string): OutputLimit | null {
  const found = /pubsub (\d+) (\d+) (\d+)/.exec(text);
  if (!found) return null;
  const [hardBytes = 0, softBytes = 0, softSeconds = 0] = found.slice(1).map(Number);
  return { hardBytes, softBytes, softSeconds };
}
