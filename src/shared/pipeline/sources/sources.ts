import type { z } from 'zod';
import { schemasOf, variants } from '../strict.ts';
import { channel } from './channel.ts';
import { generator } from './generator.ts';
import { jsonl } from './jsonl.ts';
import { keyspace } from './keyspace.ts';
import { list } from './list.ts';
import type { SourceKind } from './source-kind.ts';
import { sse } from './sse.ts';
import { stream } from './stream.ts';

/** The sources there are, each under the `type` that names it in a file. The engine's list of the same keys says how each reads. */
const sourceKinds = { sse, stream, list, channel, keyspace, jsonl, generator };

export type SourceType = keyof typeof sourceKinds;
/** What a file says of a source of this type. */
export type SourceOf<T extends SourceType> = z.output<(typeof sourceKinds)[T]['schema']>;
export type SourceSpec = { [T in SourceType]: SourceOf<T> }[SourceType];

export const sourceSchema = variants('type', schemasOf(sourceKinds));

/** What its kind says about a source. */
export function kindOf({ type }: SourceSpec): SourceKind<z.ZodObject, SourceSpec> {
  return sourceKinds[type];
}
