import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { freeName } from '../../../ui/new-pipeline/pipeline-start.ts';
import { copied, withPipeline } from './document.ts';
import type { ComposedFile } from './use-document.ts';

/** What can be done with a file as a whole; null where its text cannot be read. */
export interface FileActs {
  onDuplicate: (() => void) | null;
  onAddPipeline: (() => void) | null;
  onExport: () => void;
  onBytewax: () => void;
}

interface Acted {
  listed: ListedPipeline;
  file: ComposedFile;
  taken: readonly ListedPipeline[];
  keepAs: (name: string, text: string) => Promise<void>;
  /** Asks for the export as a Bytewax project. */
  onBytewax: () => void;
  /** @param index of the pipeline that has been added */
  onAdded: (index: number) => void;
}

export function fileActs({ listed: { id, name }, file, taken, keepAs, onBytewax, onAdded }: Acted): FileActs {
  const { document, write } = file;
  const onExport = () => saveFile([document.text], `${id}.json`, 'application/json');
  if (!document.isReadable) return { onDuplicate: null, onAddPipeline: null, onExport, onBytewax };
  return {
    onExport,
    onBytewax,
    onDuplicate: () => {
      const copy = freeName(`${name} copy`, taken);
      void keepAs(copy, copied(document, copy));
    },
    onAddPipeline: () => {
      const { text, index } = withPipeline(document, `${name} ${document.pipelines.length + 1}`);
      write(text, 'add a pipeline');
      onAdded(index);
    },
  };
}
