// What the runners' reports say: counts, and the names of the tests that failed.
import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counted */

/**
 * @typedef {{ status: string, fullName: string }} VitestCase
 * @typedef {{ name: string, status: string, message: string, assertionResults: VitestCase[] }} VitestFile
 * @typedef {{ specs: { ok: boolean, file: string, title: string }[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/**
 * @param {string} path of a report in Vitest's JSON
 * @returns {Counted | undefined} nothing where the runner left none
 */
export function countVitest(path) {
  const json = read(path);
  if (!json) return undefined;
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests,
    skipped: json.numPendingTests + json.numTodoTests,
    failures: json.testResults.flatMap(
      (/** @type {VitestFile} */ { name, status, message, assertionResults }) => {
        const failed = assertionResults.filter(each => each.status === 'failed').map(each => each.fullName);
        // A file that cannot be loaded has no tests.
        if (status === 'failed' && failed.length === 0) failed.push(message);
        return failed.map(test => `${name} > ${test}`);
      },
    ),
  };
}

/**
 * @param {string} path of a report in Playwright's JSON
 * @returns {Counted | undefined} nothing where the runner left none
 */
export function countPlaywright(path) {
  const json = read(path);
  if (!json) return undefined;
  // A test that passed only when tried again has failed: it shows a race.
  return {
    passed: json.stats.expected,
    failed: json.stats.unexpected + json.stats.flaky,
    skipped: json.stats.skipped,
    failures: json.suites.flatMap(failuresOf),
  };
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {string[]}
 */
function failuresOf({ specs, suites = [] }) {
  const failed = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file} > ${title}`);
  return [...failed, ...suites.flatMap(failuresOf)];
}

/** @param {string} path */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
