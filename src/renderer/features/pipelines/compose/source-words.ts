import type { CheckedPipelines, ListedPipeline } from '#shared/contract/pipelines.ts';
import { go } from '../../../lib/navigation.ts';
import type { PipelinePart } from './document.ts';
import { listOf, objectOf, textOf } from './plain-values.ts';

/** Why nothing is heard of the source. */
export function silenceOf({ unconfirmed }: ListedPipeline, problems: CheckedPipelines['problems']): string {
  if (unconfirmed) return 'This file was imported. Its source is read once you have started it.';
  return problems.some(({ path }) => path[0] === 'source')
    ? 'The source is not complete yet. Its form says what is missing.'
    : 'Events of the source appear here.';
}

/** For a source of channels: goes where a message can be published. */
export function publishTo(part: PipelinePart | null): (() => void) | null {
  const { type, channels } = objectOf(part?.value.source);
  if (type !== 'channel') return null;
  const names = listOf(channels).map(textOf);
  const hear = names.map(channel => ({ kind: 'channel' as const, name: new TextEncoder().encode(channel) }));
  return () => go('pubsub', hear.length === 0 ? {} : { hear });
}
