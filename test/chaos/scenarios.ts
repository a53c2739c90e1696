import { inputs, type Input } from './inputs.ts';
import { results, type Result } from './results.ts';

export interface Scenario {
  readonly name: string;
  readonly input: Input;
  readonly result: Result;
}

const into = (input: keyof typeof inputs, result: keyof typeof results): Scenario => ({
  name: `${input} into ${result}`,
  input: inputs[input],
  result: results[result],
});

/** What is tried: a line each. */
export const scenarios: readonly Scenario[] = [
  into('a group of two', 'a time series'),
  into('a group of two', 'leaderboards'),
  into('a group of two', 'another stream'),
  into('a group of one', 'rows of event time'),
  into('a group of one', 'rows of sliding windows'),
  into('a group of one', 'rows of sessions'),
  into('a group of one', 'a file'),
  into('a stream', 'another stream'),
  into('a stream', 'a time series'),
  into('a stream', 'rows of event time'),
  into('a list', 'a time series'),
  into('a list', 'rows of the time of processing'),
  into('a list', 'another stream'),
  into('an event stream', 'a time series'),
  into('an event stream', 'rows of event time'),
  into('an event stream', 'leaderboards'),
  into('a channel', 'a time series'),
  into('a stream', 'lists of some events each'),
  into('a group of two', 'lists of some events each'),
];
