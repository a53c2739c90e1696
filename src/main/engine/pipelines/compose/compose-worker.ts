import { SAMPLE_EVENTS } from '#shared/contract/compose.ts';
import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import { serveTasks } from '../../threads/serve-tasks.ts';
import { Inbox } from '../run/inbox.ts';
import { makeGenerator } from '../sources/generator.ts';
import type { ComposeAnswer, ComposeRequest } from './compose-messages.ts';
import { readDraft } from './draft.ts';
import { wantedBy } from './found.ts';
import { previewOf } from './preview.ts';
import { sampledOf } from '../events/sampled-event.ts';

/** The entry of the composer's threads. */

serveTasks<{ start: null; request: ComposeRequest; answer: ComposeAnswer }>((_, context) => ({
  ask(request) {
    if (request.do === 'generate') return generated(request.file.source as SourceOf<'generator'>);
    let item = 0;
    const before = () => context.item(++item);
    const draft = readDraft(request.draft);
    if (request.do === 'wanted') return wantedBy(draft.plan, request.events, before);
    const { events, found, heardUpTo } = request;
    return previewOf(draft, events, { found, before, heardUpTo });
  },
}));

async function generated(spec: SourceOf<'generator'>): Promise<ComposeAnswer> {
  const inbox = new Inbox();
  const count = Math.min(spec.count ?? Infinity, SAMPLE_EVENTS);
  const source = makeGenerator({ ...spec, count, rate: undefined });
  await source.read(inbox, new AbortController().signal);
  const events = [];
  for (let event = inbox.take(); event; event = inbox.take())
    events.push(sampledOf(event, events.length + 1));
  return events.filter(event => event !== null);
}
