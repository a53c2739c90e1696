import type { MillraceError } from '#shared/rpc/errors.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { readDocument } from './document.ts';
import type { ComposedFile } from './use-document.ts';

interface KeptFile {
  id: string;
  name: string;
  savedText: string;
  file: ComposedFile;
  /** Resolves when the saved text is the newest. */
  onSaved: () => Promise<unknown>;
  onChoose: (id: string) => void;
}

interface Keeping {
  /** Saves the text as it is this moment. @returns whether it is saved */
  keep: () => Promise<boolean>;
  /** Saves another file, and goes to it. */
  keepAs: (name: string, text: string) => Promise<void>;
  /** Why the newest could not be saved. */
  problem: MillraceError | null;
}

/** Saving what is composed. */
export function useKeeping({ id, name, savedText, file, onSaved, onChoose }: KeptFile): Keeping {
  const { run, status } = useQueryCall('pipelines.save');
  return {
    async keep() {
      const now = file.textNow();
      if (now === savedText) return true;
      if (!(await run({ id, name: fileNameOf(now, name), text: now }))) return false;
      await onSaved();
      if (file.textNow() === now) file.forgetDraft();
      return true;
    },
    async keepAs(newName, text) {
      const saved = await run({ name: newName, text });
      if (saved) onChoose(saved.output.id);
    },
    problem: status.state === 'failed' ? status.error : null,
  };
}

/** What the file is called: as its text says. */
export function fileNameOf(text: string, name: string): string {
  const document = readDocument(text, name);
  const own =
    document.isReadable && typeof document.value.name === 'string' ? document.value.name.trim() : '';
  return own === '' ? name : own.slice(0, 100);
}
