import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import { ENTRIES_PER_CALL, publishMessages } from './lua.ts';
import type { Results, Sink } from './sink.ts';
import { payloadOf, rowLine } from './values.ts';

/** The original bytes of events, or rows as JSON. */
export function makePublish({ channel }: SinkOf<'publish'>): Sink {
  return {
    events: (events, into) => publish(channel, events.map(payloadOf), into),
    rows: (rows, into) => publish(channel, rows.map(rowLine), into),
  };
}

function publish(
  channel: string,
  messages: (Buffer | string)[],
  { commands, calls, abilities }: Results,
): void {
  if (!abilities.canScript || messages.length < 2) {
    for (const message of messages) commands.push(['PUBLISH', channel, message]);
    return;
  }
  for (let index = 0; index < messages.length; index += ENTRIES_PER_CALL)
    calls.push({
      script: publishMessages,
      key: channel,
      args: messages.slice(index, index + ENTRIES_PER_CALL),
    });
}
