import { useState } from 'react';
import { isAtRest } from '../../lib/rest.ts';

/** The part of its window by which a chart at rest lags behind the time at most. */
const LAG = 0.1;

interface DrawnOptions<T> {
  /** What was asked: an answer to something else is always drawn. */
  asked: string;
  hasNews: (before: T, after: T) => boolean;
  /** Where its window begins, unix seconds. */
  firstOf: (answer: T) => number;
  windowSeconds: number;
}

/**
 * The answer that a chart draws: the newest, but at rest one that only moves on is passed over until that shows. Drawing costs more than all else
 * that a chart does at rest.
 */
export function useDrawn<T>(newest: T | undefined, options: DrawnOptions<T>): T | undefined {
  const { asked, hasNews, firstOf, windowSeconds } = options;
  const [drawn, setDrawn] = useState({ asked, answer: newest });
  const { answer } = drawn;
  const isPassedOver =
    asked === drawn.asked &&
    answer !== undefined &&
    newest !== undefined &&
    isAtRest() &&
    !hasNews(answer, newest) &&
    firstOf(newest) - firstOf(answer) < LAG * windowSeconds;
  if (isPassedOver || (newest === answer && asked === drawn.asked)) return answer;
  setDrawn({ asked, answer: newest });
  return newest;
}
