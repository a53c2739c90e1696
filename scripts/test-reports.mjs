// What the runners' reports say: counts, and which tests failed and why.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counted each failure is the name of a test, and below it why it failed */

/**
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestCase
 * @typedef {{ name: string, status: string, message: string, assertionResults: VitestCase[] }} VitestFile
 * @typedef {{ message?: string, stack?: string }} PlaywrightError
 * @typedef {{ errors: PlaywrightError[] }} PlaywrightResult
 * @typedef {{ ok: boolean, file: string, title: string, tests: { results: PlaywrightResult[] }[] }} PlaywrightSpec
 * @typedef {{ specs: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
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
        const failed = assertionResults
          .filter(each => each.status === 'failed')
          .map(each => `${name} > ${each.fullName}${reasons(each.failureMessages)}`);
        // A file that cannot be loaded has no tests.
        return status === 'failed' && failed.length === 0 ? [name + reasons([message])] : failed;
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
    // A file that cannot be loaded has no tests.
    failures: json.suites
      .flatMap(failuresOf)
      .concat(json.errors.map((/** @type {PlaywrightError} */ error) => `a file${reasons([textOf(error)])}`)),
  };
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {string[]}
 */
function failuresOf({ specs, suites = [] }) {
  const failed = specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap(result => result.errors));
      return `${file} > ${title}${reasons(errors.map(textOf))}`;
    });
  return [...failed, ...suites.flatMap(failuresOf)];
}

/** @param {PlaywrightError} error */
const textOf = ({ stack, message = '' }) => stack ?? message;

/** Of one failure. Some print the whole page. */
const MOST_REASONS = 3;
const MOST_LINES = 10;
const MOST_PLACES = 3;

/**
 * What is enough to see why: the first lines of each error, and where in the project it was.
 * @param {string[]} errors with their stacks
 */
function reasons(errors) {
  return errors
    .slice(0, MOST_REASONS)
    .flatMap(error => {
      const lines = stripVTControlCharacters(error)
        .split('\n')
        .filter(line => line.trim() !== '');
      const frames = lines.filter(line => /^\s+at /.test(line));
      const places = frames.filter(line => /:\d+/.test(line) && !line.includes('node_modules'));
      const said = lines.filter(line => !frames.includes(line));
      return said.slice(0, MOST_LINES).concat(places.slice(0, MOST_PLACES));
    })
    .map(line => `\n    ${line.slice(0, 300)}`)
    .join('');
}

/** @param {string} path */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
