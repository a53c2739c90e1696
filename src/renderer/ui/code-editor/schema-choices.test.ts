import { describe, expect, it } from 'vitest';
import { pipelineJsonSchema } from '#shared/pipeline/schema.ts';
import { jsonPlaceAt } from './json-place.ts';
import { schemaChoices, type JsonSchema } from './schema-choices.ts';

const schema = pipelineJsonSchema() as JsonSchema;
/** What may stand where the text ends. */
const after = (text: string) =>
  schemaChoices(schema, jsonPlaceAt(text, text.length)).map(choice => choice.text);

describe('names of properties', () => {
  it('are those that are not written yet', () => {
    const names = after('{ "name": "x", "source": {}, "');
    expect(names).toEqual(expect.arrayContaining(['decode', 'where', 'window', 'sinks', 'pipelines']));
    expect(names).not.toContain('name');
  });

  it('follow the variant that is written', () => {
    expect(after('{"source": {"type": "sse", "')).toEqual(['url', 'headers']);
    expect(after('{"pipelines": [{"source": {"type": "channel", "')).toEqual([
      'channels',
      'patterns',
      'shardChannels',
    ]);
    expect(after('{"sinks": [{"type": "leaderboard", "k')).toContain('epochKey');
  });

  it('know aggregates, whatever their own name is', () => {
    expect(after('{"aggregate": {"busiest": {"')).toEqual(
      expect.arrayContaining(['count', 'sum', 'quantiles', 'top']),
    );
  });
});

describe('values', () => {
  it('are listed where they can be', () => {
    expect(after('{"decode": "')).toEqual(
      expect.arrayContaining(['"json"', '"text"', '"none"', '"msgpack"', '"gzip"']),
    );
    expect(after('{"source": {"type": "')).toContain('"generator"');
    expect(after('{"window": {"type": ')).toEqual(
      expect.arrayContaining(['"tumbling"', '"sliding"', '"session"']),
    );
  });

  it('are not made up', () => {
    expect(after('{"name": "')).toEqual([]);
    expect(after('{"nothing": {"')).toEqual([]);
  });
});

it('a place is read from what stands before it, strings with braces and quotes included', () => {
  const text = '{"where": "event.a == \\"}{,\\" ", "decode": "js';
  const { containers, expects, from } = jsonPlaceAt(text, text.length);
  expect([containers.length, containers[0]!.key, expects, text.slice(from)]).toEqual([
    1,
    'decode',
    'value',
    '"js',
  ]);
});
