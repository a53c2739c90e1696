import type { Plan } from './plan.ts';

/** How often an event counts in the results, whatever fails. */
export interface Guarantee {
  level: 'exactly-once' | 'at-least-once' | 'at-most-once' | 'each-run';
  /** For people, beside every pipeline. */
  text: string;
}

/** What a pipeline's parts promise together. */
export function guaranteeOf(plan: Plan): Guarantee {
  const { source, sinks, window } = plan.file;
  const all = [...sinks, ...plan.lateSinks];
  const positioned = source.type === 'sse' || source.type === 'stream';
  const lines = all.filter(({ type }) => type === 'stdout' || type === 'file');
  const notes: string[] = [];
  if (source.type === 'stream' && source.group !== undefined) {
    if (plan.windower && plan.emitting.length > 0)
      notes.push('each worker emits rows of what it has read: they are complete only with one worker');
    if (source.consumer === undefined && source.claimIdle === undefined)
      notes.push('without "consumer" or "claimIdle" what a crash leaves pending stays so');
    if (source.ack === 'never')
      notes.push('nothing is acknowledged: every start reads all pending entries again');
  }
  const note = notes.map(text => `; ${text}`).join('');

  if (source.type === 'channel' || source.type === 'keyspace')
    return {
      level: 'at-most-once',
      text: `every message counts at most once: what is sent while the connection is away is not received; gaps are counted${note}`,
    };
  if (!positioned)
    return { level: 'each-run', text: `each run starts over; within a run every event counts once${note}` };
  if (source.type === 'stream' && source.ack === 'never')
    return { level: 'at-least-once', text: `every entry counts at least once${note}` };
  if (lines.length > 0)
    return {
      level: 'at-least-once',
      text: `every event is written at least once to ${lines.map(({ type }) => type).join(' and ')}: after a crash some lines come again${
        lines.length < all.length ? '; in Redis every event counts once' : ''
      }${note}`,
    };
  const bucket =
    window && plan.merging.length > 0 && !plan.eventTime
      ? '; totals are exact, after a crash the window may be a later one'
      : '';
  return { level: 'exactly-once', text: `every event counts once, also over a crash${bucket}${note}` };
}
