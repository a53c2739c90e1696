import type { StreamConsumer } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';

/** The colour of a consumer, 1-8, by its name: the same as long as the group has the same consumers before it. */
export function consumerColors(consumers: readonly Pick<StreamConsumer, 'name'>[]): (name: string) => number {
  const colors = new Map(
    consumers
      .map(consumer => bytesText(consumer.name))
      .sort()
      .map((name, index) => [name, (index % 8) + 1]),
  );
  return name => colors.get(name) ?? 8;
}
