import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  ChannelTarget,
  FileCheck,
  FileProgress,
  FileSource,
  PublishTiming,
} from '#shared/contract/publish-file.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow, link } from '../../../lib/engine.ts';
import { createJob } from '../../../lib/job.ts';
import { EMPTY_DRAFT, REPLAY_DRAFT, type FileDraft } from './file-plan.ts';
import { discardUpload, uploadFile, type UploadProgress } from './upload-file.ts';

/** A file of this computer, or a recording that the engine keeps. */
export type ChosenFile = { kind: 'file'; file: File } | { kind: 'recording'; name: string };

interface FilePlan {
  command: 'PUBLISH' | 'SPUBLISH';
  target: ChannelTarget;
  timing: PublishTiming;
}

/** `ready`: checked; `ended`: there is `progress` of a run that is over. */
type Phase = 'empty' | 'uploading' | 'checking' | 'ready' | 'running' | 'ended';

export interface FilePublisherState {
  phase: Phase;
  chosen: ChosenFile | null;
  uploaded: number;
  check: FileCheck | null;
  /** Of the newest run, with its plan. */
  progress: FileProgress | null;
  /** Messages that were sent, or may have been, by the runs that it continues. */
  sentBefore: number;
  plan: FilePlan | null;
  /** Why the newest thing tried did not work. */
  error: { what: string; error: MillraceError } | null;
  draft: FileDraft;
  setDraft: (changes: Partial<FileDraft>) => void;
  /** Takes a file: uploads it if needed, and checks it. */
  choose: (chosen: ChosenFile) => void;
  /** Lets go of the file, whatever is being done with it. */
  clear: () => void;
  start: (plan: FilePlan, fromLine?: number) => void;
  /** Keeps a recording of this computer among those of the engine. */
  keep: () => void;
  /** Under which name it is kept; null while it is not. */
  kept: string | null;
  /** Ends the run; `progress` then tells how far it came. */
  stop: () => void;
}

/** What is known of an upload at the engine: a page that connects again has to hand the file over again. */
interface Uploaded {
  uploadId: string;
  generation: number;
}

const NOTHING = {
  phase: 'empty',
  chosen: null,
  uploaded: 0,
  check: null,
  progress: null,
  sentBefore: 0,
  kept: null,
  plan: null,
  error: null,
} as const;

function createFilePublisher(connectionId: string, draft: FileDraft): StoreApi<FilePublisherState> {
  /** Ends whatever is being done with the file now. */
  let work = new AbortController();
  let uploaded: Uploaded | null = null;
  const job = createJob<FileProgress>();
  const upload = createJob<UploadProgress>();

  const publisher = createStore<FilePublisherState>((set, get) => {
    const begin = () => {
      work.abort();
      job.getState().leave();
      upload.getState().leave();
      work = new AbortController();
      return work.signal;
    };
    const attempt = async (
      what: string,
      signal: AbortSignal,
      phaseAfter: () => Phase,
      act: () => Promise<void>,
    ) => {
      try {
        await act();
      } catch (error) {
        if (signal.aborted) return;
        set({ phase: phaseAfter(), error: { what, error: asError(error) } });
      }
    };
    const sourceOf = async (chosen: ChosenFile, signal: AbortSignal): Promise<FileSource> => {
      if (chosen.kind === 'recording') return chosen;
      const generation = generationNow();
      if (uploaded?.generation !== generation) {
        set({ phase: 'uploading', uploaded: 0 });
        const last = await upload.getState().start(() => uploadFile(chosen.file));
        signal.throwIfAborted();
        const { error } = upload.getState();
        if (error) throw error;
        uploaded = { uploadId: last!.uploadId!, generation };
      }
      return { kind: 'upload', uploadId: uploaded.uploadId };
    };
    const forget = () => {
      if (uploaded?.generation === generationNow()) discardUpload(uploaded.uploadId);
      uploaded = null;
    };
    return {
      ...NOTHING,
      draft,
      setDraft: changes => set({ draft: { ...get().draft, ...changes } }),
      choose: chosen => {
        if (get().phase === 'running') {
          const message = `${chosenName(get().chosen!)} is being published. Stop it first.`;
          set({
            error: {
              what: 'The other file was not accepted.',
              error: new MillraceError('conflict', message),
            },
          });
          return;
        }
        const signal = begin();
        forget();
        set({ ...NOTHING, chosen, phase: 'checking' });
        void attempt(
          'The file was not read.',
          signal,
          () => 'empty',
          async () => {
            const source = await sourceOf(chosen, signal);
            set({ phase: 'checking' });
            for await (const check of engineNow().publishFile.check({ source }, { signal })) set({ check });
            const { check, draft } = get();
            const field = draft.field || (check?.timeFields[0] ?? '');
            if (!signal.aborted) set({ phase: 'ready', draft: { ...draft, field } });
          },
        );
      },
      clear: () => {
        begin();
        forget();
        set(NOTHING);
      },
      start: (plan, fromLine = 1) => {
        const { chosen, phase, progress, sentBefore } = get();
        if (!chosen || phase === 'running') return;
        const unknown = progress && fromLine > progress.nextLine ? progress.unknown : 0;
        const before = fromLine > 1 && progress ? sentBefore + progress.sent + unknown : 0;
        const signal = begin();
        set({ plan, sentBefore: before, progress: null, error: null });
        void attempt(
          'It was not published.',
          signal,
          () => (get().progress ? 'ended' : 'ready'),
          async () => {
            const source = await sourceOf(chosen, signal);
            set({ phase: 'running' });
            const input = { connectionId, source, ...plan, fromLine };
            await job
              .getState()
              .start(({ jobId, signal }) => engineNow().publishFile.run({ ...input, jobId }, { signal }));
            const { error } = job.getState();
            if (error) throw error;
            if (!signal.aborted) set({ phase: 'ended' });
          },
        );
      },
      keep: () => {
        const { chosen, phase } = get();
        if (chosen?.kind !== 'file' || phase === 'running') return;
        const signal = begin();
        void attempt(
          'It was not kept.',
          signal,
          () => phase,
          async () => {
            const source = await sourceOf(chosen, signal);
            if (source.kind !== 'upload') return;
            const name = chosen.file.name.replace(/\.jsonl$/, '');
            const kept = await engineNow().recordings.import({ uploadId: source.uploadId, name });
            set({ phase, kept: kept.name });
          },
        );
      },
      stop: () => {
        job.getState().stop();
      },
    };
  });
  job.subscribe(({ progress }) => {
    if (progress) publisher.setState({ progress });
  });
  upload.subscribe(({ progress }) => {
    if (progress) publisher.setState({ uploaded: progress.uploaded });
  });
  return publisher;
}

const publishers = new Map<string, StoreApi<FilePublisherState>>();

function publisherOf(connectionId: string, place: string): StoreApi<FilePublisherState> {
  const key = `${place} ${connectionId}`;
  let publisher = publishers.get(key);
  if (!publisher)
    publishers.set(
      key,
      (publisher = createFilePublisher(connectionId, place === 'replay' ? REPLAY_DRAFT : EMPTY_DRAFT)),
    );
  return publisher;
}

/**
 * The file that is published on a connection from a place of the page ("composer", "replay"). It goes on while other screens are shown, and
 * ends with the page.
 */
export function useFilePublisher(connectionId: string, place: 'composer' | 'replay'): FilePublisherState {
  return useStore(publisherOf(connectionId, place));
}

export function chosenName(chosen: ChosenFile): string {
  return chosen.kind === 'file' ? chosen.file.name : chosen.name;
}

function generationNow(): number {
  const state = link.getState();
  return state.phase === 'connected' ? state.generation : 0;
}
