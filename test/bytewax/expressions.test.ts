import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { celForPython, NotCarriedOver } from '#engine/pipelines/bytewax/cel-for-python.ts';
import { parseJson } from '#engine/json/parse-json.ts';
import { compileExpression, type Expression } from '#shared/pipeline/expression.ts';
import { exportProject, newFolder } from './dataflow.ts';
import { events, expressions } from './generated-expressions.ts';

const SAMPLES = 30_000;

/** A value with the type that it has in CEL. */
function tagged(value: unknown): unknown {
  if (value === null || value === undefined) return ['null'];
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'number') return ['double', String(value)];
  if (value instanceof Date) return ['timestamp', value.getTime()];
  if (Array.isArray(value)) return ['list', value.map(tagged)];
  if (typeof value === 'object')
    return [
      'map',
      Object.entries(value)
        .map(([key, item]) => [key, tagged(item)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ];
  return [typeof value, value];
}

function evaluated(expression: Expression, event: unknown): unknown {
  try {
    return tagged(expression({ event }));
  } catch {
    return ['error'];
  }
}

function compiled(source: string): { expression: Expression; python: string } | null {
  try {
    return { expression: compileExpression(source), python: celForPython(source, ['event', 'meta']) };
  } catch (error) {
    // What the checker of types refuses stands in no file; what is not carried over is refused at the export.
    if (error instanceof NotCarriedOver || (error as Error).name === 'ExpressionError') return null;
    throw error;
  }
}

test.skipIf(inject('python') === '')(
  'an expression has the same value in Python, or fails there too',
  async () => {
    const pipeline = { source: { type: 'generator', fields: {}, count: 1 }, sinks: [{ type: 'stdout' }] };
    const { project } = await exportProject(pipeline, await newFolder());
    const sources = new Set(fc.sample(expressions, { numRuns: SAMPLES, seed: 20_240_501 }));
    const carried = [...sources].flatMap(source => {
      const found = compiled(source);
      return found ? [{ source, ...found }] : [];
    });
    expect(carried.length).toBeGreaterThan(SAMPLES / 5);
    const { status, stdout, stderr } = spawnSync(
      inject('python'),
      [join(import.meta.dirname, 'evaluate-expressions.py')],
      {
        input: JSON.stringify({ events, expressions: carried.map(({ python }) => python) }),
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
        env: { ...process.env, PYTHONPATH: project, PYTHONDONTWRITEBYTECODE: '1' },
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const answers = JSON.parse(stdout) as unknown[][];
    const parsed = events.map(parseJson);
    let values = 0;
    carried.forEach(({ source, python, expression }, index) => {
      const ours = parsed.map(event => evaluated(expression, event));
      expect(answers[index], `${source} → ${python}`).toEqual(JSON.parse(JSON.stringify(ours)));
      values += ours.filter(value => (value as string[])[0] !== 'error').length;
    });
    expect(values).toBeGreaterThan(carried.length);
    process.stdout.write(
      `${carried.length} expressions over ${events.length} events: ${values} values and all failures are the same\n`,
    );
  },
);
