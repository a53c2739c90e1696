import type { Published, Remembered } from '#shared/contract/page.ts';
import { MAX_DRAFT_CHARACTERS } from '#shared/max-draft.ts';
import type { EngineClient } from '#shared/contract/index.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { engineNow, link } from './engine.ts';
import { Listeners } from './listeners.ts';

/** A page that has no engine by then is drawn without it: it says so. */
const WAIT_MS = 1_500;

const NOTHING: Remembered = { layout: {}, published: [], drafts: {} };
let memory = NOTHING;
let known = Promise.withResolvers<void>();

/** Resolves when the engine has said what pages remember: what is made before that is told here. */
export function whenMemoryIsKnown(): Promise<void> {
  return known.promise;
}

/** Whether it is known yet what pages remember. */
export type HowMemoryIs = 'known' | 'late';

let isAsking = false;
let isKnown = false;

/**
 * Waits for what pages remember. Called once, before anything is drawn. `late` where there is no engine yet: `whenMemoryIsKnown` then resolves with the first
 * one. An engine that is there is waited for: what a page shows without its drafts, it takes for all there is.
 */
export function loadMemory(): Promise<HowMemoryIs> {
  forgetOldStorage();
  return new Promise(resolve => {
    let isTime = false;
    const look = () => {
      if ((isTime && !isAsking) || link.getState().phase === 'refused') resolve('late');
    };
    setTimeout(() => {
      isTime = true;
      look();
    }, WAIT_MS);
    const unsubscribe = link.subscribe(look);
    void whenMemoryIsKnown().then(() => {
      unsubscribe();
      resolve('known');
    });
  });
}

/**
 * Hears from an engine what pages remember, and tells it what was changed while there was none. The link does so before it says that it is connected: nobody
 * acts on a page in between. @throws {MillraceError} `disconnected` where it went before it answered
 */
export async function meetEngine(client: EngineClient): Promise<void> {
  if (!isKnown) {
    isAsking = true;
    try {
      const before = await client.page.remembered();
      // What was changed here is newer.
      memory = {
        layout: { ...before.layout, ...memory.layout },
        published: before.published,
        drafts: { ...before.drafts, ...memory.drafts },
      };
    } catch (thrown) {
      if (isDisconnected(thrown)) throw thrown;
    } finally {
      isAsking = false;
    }
    isKnown = true;
    known.resolve();
    layoutListeners.notify();
  }
  const late = Array.from(untold);
  untold.clear();
  for (const [what, send] of late) tell(what, send, client);
}

/** Whether an engine has said what pages remember: sizes that a page gave itself before that are nobody's wish. */
export function isMemoryKnown(): boolean {
  return isKnown;
}

/** Begins as a page that has asked for nothing; tests do. */
export function forgetMemory(): void {
  memory = NOTHING;
  known = Promise.withResolvers<void>();
  isKnown = false;
  telling.clear();
  untold.clear();
}

/** A part of the layout, as JSON text; undefined where nothing is remembered. */
export function layoutOf(name: string): string | undefined {
  return Object.hasOwn(memory.layout, name) ? memory.layout[name] : undefined;
}

export function rememberLayout(name: string, value: string): void {
  if (layoutOf(name) === value) return;
  keepLayout(name, value);
  windows.postMessage({ name, value });
  tell(`layout ${name}`, client => client.page.rememberLayout({ name, value: memory.layout[name]! }));
}

function keepLayout(name: string, value: string): void {
  memory = { ...memory, layout: { ...memory.layout, [name]: value } };
  layoutListeners.notify();
}

const layoutListeners = new Listeners();
/** Told when a part of the layout changes, here or in another window, and when it becomes known. @returns ends it */
export const onLayout = layoutListeners.subscribe;

/** Each window hears what the others remember: what it adds to a list, it adds to the newest one. */
const windows = new BroadcastChannel('millrace.layout');
windows.addEventListener('message', ({ data }: MessageEvent<{ name: string; value: string }>) =>
  keepLayout(data.name, data.value),
);

export function publishedBefore(): readonly Published[] {
  return memory.published;
}

export function rememberPublished(published: Published): void {
  void attempt(client => client.page.rememberPublished(published));
}

/** What was typed in this window and not sent or saved. */
export function draftOf(name: string): string | undefined {
  const own = ownName(name);
  return Object.hasOwn(memory.drafts, own) ? memory.drafts[own] : undefined;
}

/** Null forgets it. One that is too long to be kept outlives a look at another screen alone: an older text of it would be taken for the newest. */
export function rememberDraft(name: string, text: string | null): void {
  const own = ownName(name);
  const { [own]: before, ...others } = memory.drafts;
  if ((before ?? null) === text) return;
  memory = { ...memory, drafts: text === null ? others : { ...others, [own]: text } };
  tell(`draft ${own}`, client => {
    const newest = memory.drafts[own] ?? null;
    const isKept = newest !== null && newest.length <= MAX_DRAFT_CHARACTERS;
    return client.page.rememberDraft({ name: own, text: isKept ? newest : null });
  });
}

/** Each window has drafts of its own, over a reload as well. */
function ownName(name: string): string {
  let id = sessionStorage.getItem(WINDOW_KEY);
  if (id === null) sessionStorage.setItem(WINDOW_KEY, (id = crypto.randomUUID()));
  return `${id} ${name}`;
}
const WINDOW_KEY = 'millrace.window';

type Send = (client: EngineClient) => Promise<void>;

/** What is being told, and how it is told once more if it has changed meanwhile: each thing is told at most once at a time, and at the end as it is then. */
const telling = new Map<string, Send | null>();
/** What no engine has taken. */
const untold = new Map<string, Send>();

function tell(what: string, send: Send, client?: EngineClient): void {
  if (telling.has(what)) return void telling.set(what, send);
  telling.set(what, null);
  void attempt(send, client).then(isTold => {
    const changed = telling.get(what);
    telling.delete(what);
    if (!isTold) untold.set(what, changed ?? send);
    else if (changed) tell(what, changed);
  });
}

/** A page that goes does not see the answers for which its newest changes wait. */
function tellAtOnce(): void {
  for (const [what, changed] of telling) {
    telling.set(what, null);
    if (changed) void attempt(changed);
  }
}
addEventListener('pagehide', tellAtOnce);

/** This page remembers it in any case. @returns false where there is no engine now */
async function attempt(send: Send, client?: EngineClient): Promise<boolean> {
  try {
    await send(client ?? engineNow());
    return true;
  } catch (thrown) {
    return !isDisconnected(thrown);
  }
}

function isDisconnected(thrown: unknown): boolean {
  return thrown instanceof MillraceError && thrown.code === 'disconnected';
}

/** Earlier versions kept all that in the browser, payloads as well. */
function forgetOldStorage(): void {
  for (const storage of [localStorage, sessionStorage])
    for (const key of Object.keys(storage))
      if (/^(millrace|react-resizable-panels:)/.test(key) && !KEPT.has(key)) storage.removeItem(key);
}
/** What belongs to this address or this window, and is no payload. */
const KEPT = new Set(['millrace.session', 'millrace.connection', WINDOW_KEY]);
