import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { countPlaywright, countVitest } from '../../scripts/test-reports.mjs';

const folder = mkdtempSync(join(tmpdir(), 'millrace-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: object): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const stack = [
  '    at Proxy.poll (file:///p/node_modules/vitest/index.js:7:4)',
  '    at /p/test/a.test.ts:2:68',
  '    at new Promise (<anonymous>)',
].join('\n');

it('a failure says why and where, without colours, and not for pages', () => {
  const page = Array.from({ length: 500 }, (_, n) => `<div ${n}>`).join('\n');
  const counted = countVitest(
    report({
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'holds', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'counts',
              failureMessages: [`Error: expected \u001B[32m3\u001B[39m to be 4\n\n${page}\n${stack}`],
            },
          ],
        },
        { name: 'b.test.ts', status: 'failed', message: 'Error: no such module', assertionResults: [] },
      ],
    }),
  )!;
  expect(counted).toMatchObject({ passed: 3, failed: 1, skipped: 2 });
  const [first, second] = counted.failures;
  expect(first!.split('\n')).toHaveLength(1 + 10 + 1);
  expect(first).toMatch(/^a\.test\.ts > counts\n {4}Error: expected 3 to be 4\n/);
  expect(first).toMatch(/\n +at \/p\/test\/a\.test\.ts:2:68$/);
  expect(second).toBe('b.test.ts\n    Error: no such module');
});

it('a failure in the browser says the same; what passed only when tried again has failed', () => {
  const spec = (title: string, ok: boolean, errors: object[]) => ({
    ok,
    title,
    file: 'a.spec.ts',
    tests: [{ results: [{ errors }] }],
  });
  const counted = countPlaywright(
    report({
      stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
      errors: [{ message: 'Error: no such module' }],
      suites: [
        {
          specs: [spec('holds', true, [])],
          suites: [{ specs: [spec('opens', false, [{ message: 'x', stack: `Error: x\n${stack}` }, {}])] }],
        },
      ],
    }),
  )!;
  expect(counted).toMatchObject({ passed: 1, failed: 2, skipped: 0 });
  expect(counted.failures).toEqual([
    'a.spec.ts > opens\n    Error: x\n        at /p/test/a.test.ts:2:68',
    'a file\n    Error: no such module',
  ]);
});

it('a runner that left no report is not counted', () => {
  expect(countVitest(join(folder, 'none.json'))).toBeUndefined();
});
