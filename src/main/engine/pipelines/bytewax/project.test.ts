import { describe, expect, test } from 'vitest';
import { problemLine } from '#shared/pipeline/problems.ts';
import { generatedPipelines } from '../../../../../test/support/generated-pipelines.ts';
import { listRecipes, pipelineEnvironment } from '../file/recipes.ts';
import { bytewaxProject } from './project.ts';

const options = { environment: pipelineEnvironment(), fallbackName: 'shop' };
const projectOf = (file: object | string) =>
  bytewaxProject(typeof file === 'string' ? file : JSON.stringify(file), options);

/** dataflow.py of a file that can be carried over. */
async function dataflowOf(file: object | string): Promise<string> {
  const project = await projectOf(file);
  if (!project.ok) throw new Error(project.problems.map(problemLine).join('\n'));
  return project.files.find(({ path }) => path === 'dataflow.py')!.text;
}

test('a dataflow is short, and has the names of the pipeline in it', async () => {
  const text = await dataflowOf({
    name: 'Mobile users by time zone',
    id: 'mobile',
    source: { type: 'channel', channels: ['device_events'] },
    where: "event.os_name != ''",
    groupBy: ['event.os_timezone'],
    window: { type: 'tumbling', size: '5s', alignTo: '2023-01-01T00:00:00Z' },
    aggregate: { users: { sum: 'event.device_is_mobile ? 1 : 0' }, seen: { top: { of: 'event.os', n: 3 } } },
    having: 'row.users > 0',
    sinks: [{ type: 'stdout' }, { type: 'stream', key: 'out', maxLen: 100, where: 'row.users > 9' }],
  });
  expect(text).toBe(`"""Mobile users by time zone, as a Bytewax dataflow."""

from datetime import timedelta
from functools import partial

import bytewax.operators as op
from bytewax.dataflow import Dataflow

from millrace_bytewax.aggregates import Sum, Top
from millrace_bytewax.events import decode, row_where, where
from millrace_bytewax.redis_sinks import Stream
from millrace_bytewax.redis_sources import Channel
from millrace_bytewax.sinks import StandardOutput
from millrace_bytewax.windows import Tumbling, aggregate

flow = Dataflow("mobile_users_by_time_zone")

# Mobile users by time zone
mobile_events = op.input("mobile_source", flow, Channel(channels=["device_events"]))
mobile_events = op.filter_map_value(
    "mobile_decode",
    mobile_events,
    decode("mobile_decode", ["json"]),
)
mobile_events = op.filter_value(
    "mobile_where",
    mobile_events,
    where("mobile_where", "event.os_name != ''"),
)
mobile_results = aggregate(
    "mobile_windows",
    mobile_events,
    group_by=["event.os_timezone"],
    window=Tumbling(size=timedelta(seconds=5), align_to="2023-01-01T00:00:00Z"),
    aggregates={
        "users": (Sum, "event.device_is_mobile ? 1 : 0"),
        "seen": (partial(Top, 3), "event.os"),
    },
)
mobile_rows = op.filter_value(
    "mobile_having",
    mobile_results.rows,
    row_where("row.users > 0"),
)
op.output("mobile_stdout", mobile_rows, StandardOutput())
mobile_stream_1 = op.filter_value(
    "mobile_stream_where",
    mobile_rows,
    row_where("row.users > 9"),
)
op.output("mobile_stream", mobile_stream_1, Stream("out", max_len=100))
`);
});

test('all recipes are carried over', async () => {
  for (const { name, text } of await listRecipes()) {
    const dataflow = await dataflowOf(text);
    expect(dataflow, name).toMatch(/^op\.output\(/m);
  }
});

test('generated pipelines are carried over, in lines of 88 characters unless a text is longer', async () => {
  for (const file of generatedPipelines(200, 1, 'in.jsonl', 'out.jsonl')) {
    for (const line of (await dataflowOf(file)).split('\n'))
      if (line.length > 88) expect(line).toMatch(/^ *(\w+=)?("[^"]*"|'[^']*'),$/);
  }
});

test('a variable is read when the dataflow starts, where it names something outside', async () => {
  const text = await dataflowOf({
    source: {
      type: 'sse',
      url: 'https://${HOST:-example.org}/events',
      headers: { authorization: 'Bearer ${PATH}' },
    },
    sinks: [{ type: 'publish', channel: '${CHANNEL:-news}' }],
  });
  expect(text).toContain('environment("https://${HOST:-example.org}/events")');
  expect(text).toContain('headers={"authorization": environment("Bearer ${PATH}")}');
  expect(text).toContain('Publish(environment("${CHANNEL:-news}"))');
  expect(text).not.toContain(process.env.PATH!);
});

test('no two steps and no two variables have one name', async () => {
  const text = await dataflowOf({
    name: 'Shop',
    pipelines: ['a', 'a-stream', 'a_stream'].map(id => ({
      id,
      source: { type: 'stream', keys: ['in'] },
      window: { type: 'tumbling', size: '5s' },
      aggregate: { n: { count: true } },
      sinks: [
        { type: 'stream', key: 'x', where: 'row.n > 1' },
        { type: 'stream', key: 'y', where: 'row.n > 2' },
      ],
    })),
  });
  const steps = [...text.matchAll(/op\.(?:input|output|filter_value)\(\s*"([^"]+)"/g)].map(
    ([, step]) => step,
  );
  expect(steps).toHaveLength(15);
  expect(new Set(steps).size).toBe(15);
});

test('the guarantee is that of the parts, and stands in README.md', async () => {
  const project = await projectOf({
    name: 'Sums',
    source: { type: 'stream', keys: ['in'], group: 'g' },
    groupBy: ['event.shop'],
    window: { type: 'tumbling', size: '10s', time: { event: 'event.at' } },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'timeSeries', prefix: 'n:' }, { type: 'stdout' }],
  });
  if (!project.ok) throw new Error('it can be carried over');
  const { text } = project.guarantees[0]!;
  expect(text).toContain('An entry is acknowledged once a snapshot has it.');
  expect(text).toContain('With recovery every event counts once in timeSeries');
  expect(text).toContain('With recovery every result goes to stdout at least once');
  expect(project.files.find(({ path }) => path === 'README.md')!.text).toContain(text);
});

describe('what cannot be carried over is refused with its place', () => {
  const good = {
    source: { type: 'jsonl', path: 'in.jsonl' },
    sinks: [{ type: 'stdout' }],
  };
  const windowed = { window: { type: 'tumbling', size: '5s' }, aggregate: { n: { count: true } } };
  test.each<[object, string]>([
    [
      { source: { type: 'list', key: 'l' } },
      'source.type: "list" is not carried over to Bytewax; allowed: sse, ',
    ],
    [
      { source: { type: 'stream', keys: ['s'], group: 'g', claimIdle: '5s' } },
      'source.claimIdle: is not carried over',
    ],
    [
      { source: { type: 'generator', fields: { a: '{{duration("1s")}}' } } },
      'source.fields.a: uses duration()',
    ],
    [{ decode: ['gzip', 'msgpack'] }, 'decode: "msgpack" is not carried over'],
    [{ dedupe: { by: 'event.id' } }, 'dedupe: is not carried over to Bytewax; allowed: no "dedupe"'],
    [{ sample: { share: 0.5 } }, 'sample: is not'],
    [{ rateLimit: { events: 5, per: '1s' } }, 'rateLimit: is not'],
    [{ lookup: { user: { key: 'event.id', type: 'hash' } } }, 'lookup: is not'],
    [{ decodeFields: { a: 'base64' } }, 'decodeFields: is not'],
    [{ checkpoint: 'mine' }, 'checkpoint: is not carried over: Bytewax keeps positions itself'],
    [{ ...windowed, limits: { keys: 5 } }, 'limits.keys: is not carried over'],
    [{ invalid: { sinks: [{ type: 'stream', key: 'dead' }] } }, 'invalid.sinks: are not'],
    [
      { where: 'event.a.substring(1) == "x"' },
      'where: uses .substring(), which is not carried over to Python (at character 1)',
    ],
    [{ select: { fields: { a: 'cel.bind(x, 1, x)' } } }, 'select.fields.a: uses .bind()'],
    [{ ...windowed, groupBy: ['event.a', 'type(event.b)'] }, 'groupBy.1: uses type()'],
    [
      { ...windowed, aggregate: { n: { top: { of: 'string(b"a")', n: 1 } } } },
      'aggregate.n.top.of: has a literal of bytes',
    ],
    [{ ...windowed, having: 'row.n == 1u' }, 'having: has a literal'],
    [{ sinks: [{ type: 'stdout' }, { type: 'list', key: 'l' }] }, 'sinks.1.type: "list" is not carried over'],
    [{ sinks: [{ type: 'stdout', where: '1u == event.n' }] }, 'sinks.0.where: has a literal'],
  ])('%j', async (parts, line) => {
    const project = await projectOf({ ...good, ...parts });
    const lines = project.ok ? [] : project.problems.map(problemLine);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(line);
  });

  test('in a file of several pipelines, and in one that is not valid', async () => {
    const several = await projectOf({ name: 'x', pipelines: [good, { ...good, sample: { share: 0.5 } }] });
    expect(several).toMatchObject({ ok: false, problems: [{ path: ['pipelines', 1, 'sample'] }] });
    expect(await projectOf({ ...good, nothing: 1 })).toMatchObject({ ok: false });
  });
});
