import type { KeptFigures } from '#shared/contract/run-history.ts';
import { guaranteeOf } from '#shared/pipeline/guarantee.ts';
import { compilePlan } from '#shared/pipeline/plan.ts';
import { noCounts } from '../events/batch.ts';
import { toJson } from '../events/json.ts';
import type { RunStanding } from '../history/run-history.ts';
import type { PipelineStatus } from '../run/status.ts';
import type { WatchedRun } from './watched-run.ts';

/** @param isClosing Millrace ends its runs, and no person does. Asked again and again: what does not change is made once */
export function standingsOf(run: WatchedRun, isClosing: () => boolean): () => RunStanding {
  const parts = run.pipelines.map(file => ({
    id: file.id,
    name: file.name,
    guarantee: guaranteeOf(compilePlan(file)).text,
  }));
  return () => {
    const { endedAt, statuses, restarts } = run;
    const pipelines = parts.map(({ id, name, guarantee }, index) => ({
      id,
      name,
      guarantee,
      figures: figuresOf(statuses[index] ?? null, endedAt !== null),
    }));
    const over = endedAt === null ? null : { at: endedAt, ...endOf(run, isClosing()) };
    return { restarts, pipelines, over };
  };
}

function endOf(run: WatchedRun, isClosing: boolean): Pick<NonNullable<RunStanding['over']>, 'end' | 'error'> {
  if (run.phase === 'failed') return { end: 'failed', error: run.error };
  if (run.endedByItself) return { end: 'done', error: null };
  return isClosing
    ? { end: 'interrupted', error: 'Millrace closed while it ran.' }
    : { end: 'stopped', error: null };
}

/** @param isOver what has said nothing by then has counted nothing; before, it is not known */
function figuresOf(status: PipelineStatus | null, isOver: boolean): KeptFigures | null {
  if (!status)
    return isOver
      ? { ...noCounts(), flushes: 0, gaps: 0, dropped: 0, overLimit: 0, watermark: null, position: null }
      : null;
  const { counts, flushes, gaps, dropped, overLimit, watermark, position } = status;
  return {
    ...counts,
    flushes,
    gaps,
    dropped,
    overLimit,
    watermark,
    position: position === null ? null : toJson(position),
  };
}
