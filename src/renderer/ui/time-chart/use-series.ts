import type { UseQueryResult } from '@tanstack/react-query';
import { useEngineQuery } from '../../lib/engine-query.ts';
import type { InputOf, OutputOf } from '../../lib/method-names.ts';
import { answersOf } from './series-news.ts';
import { useDrawn } from './use-drawn.ts';

/** What a chart draws of a query that is asked again every so many ms; not again where that is not given. */
export function useSeries<N extends keyof typeof answersOf>(
  name: N,
  input: InputOf<N> & { sizeSeconds: number; buckets: number },
  everyMs: number | undefined,
): Pick<UseQueryResult<OutputOf<N>>, 'data' | 'error' | 'refetch'> {
  const { sizeSeconds, buckets } = input;
  const { firstOf } = answersOf[name];
  const hasNews = answersOf[name].hasNews(sizeSeconds);
  const { data, error, refetch } = useEngineQuery(name, input, { everyMs, hasNews });
  const windowSeconds = buckets * sizeSeconds;
  return {
    data: useDrawn(data, { asked: JSON.stringify(input), hasNews, firstOf, windowSeconds }),
    error,
    refetch,
  };
}
