import { create } from 'zustand';
import { addToHistory, type Published } from '#shared/contract/page.ts';
import { bytesText, utf8Text } from '#shared/redis/text.ts';
import {
  draftOf,
  whenMemoryIsKnown,
  publishedBefore,
  rememberDraft,
  rememberPublished,
} from '../../../lib/page-memory.ts';
import type { Repeat } from '../../../ui/repeat/repeat-values.ts';

const DRAFT = 'composer';
/** A larger draft is not kept over a reload. */
const DRAFT_CHARACTERS = 500_000;
/** Larger payloads are not remembered. */
const HISTORY_CHARACTERS = 20_000;

interface ComposerDraft extends Published {
  /** `{{...}}` in the payload stands for values. Off for a message that was taken over: it is sent as it was. */
  template: boolean;
  repeat: Repeat;
  /** Newest first. */
  history: readonly Published[];
  set: (changes: Partial<Published & Pick<ComposerDraft, 'template' | 'repeat'>>) => void;
  /** Takes a message over: to send it again, or as a beginning. */
  takeOver: (message: { channel: string; payload: Uint8Array; sharded?: boolean }) => void;
  remember: (published: Published) => void;
}

/** What stands in the composer. It survives a change of screen and a reload of this window; its history also the window. */
export const useComposerDraft = create<ComposerDraft>((set, get) => ({
  channel: '',
  sharded: false,
  payload: '',
  escaped: false,
  template: true,
  repeat: { count: '1', perSecond: '' },
  ...readDraft(),
  history: publishedBefore(),
  set: changes => set(changes),
  takeOver: ({ channel, payload, sharded = false }) => {
    const text = utf8Text(payload);
    set({ channel, sharded, payload: text ?? bytesText(payload), escaped: text === null, template: false });
  },
  remember: published => {
    if (published.payload.length > HISTORY_CHARACTERS) return;
    const history = addToHistory(get().history, published);
    set({ history });
    rememberPublished(published);
  },
}));

useComposerDraft.subscribe(({ channel, sharded, payload, escaped, template, repeat }) => {
  const draft = { channel, sharded, payload, escaped, template, repeat };
  const isKept = channel + payload !== '' && payload.length <= DRAFT_CHARACTERS;
  rememberDraft(DRAFT, isKept ? JSON.stringify(draft) : null);
});

void whenMemoryIsKnown().then(() =>
  useComposerDraft.setState({ ...readDraft(), history: publishedBefore() }),
);

type Draft = Published & Pick<ComposerDraft, 'template' | 'repeat'>;

function readDraft(): Draft | Record<string, never> {
  try {
    const stored: unknown = JSON.parse(draftOf(DRAFT) ?? 'null');
    return isDraft(stored) ? stored : {};
  } catch {
    return {};
  }
}

function isDraft(value: unknown): value is Draft {
  const { template, repeat } = (value ?? {}) as Partial<Draft>;
  return isPublished(value) && typeof template === 'boolean' && typeof repeat?.count === 'string';
}

function isPublished(value: unknown): value is Published {
  const entry = value as Partial<Published> | null;
  return (
    typeof entry?.channel === 'string' &&
    typeof entry.sharded === 'boolean' &&
    typeof entry.payload === 'string' &&
    typeof entry.escaped === 'boolean'
  );
}
