import { useAction } from '../../../lib/actions.ts';
import type { ComposedFile } from './use-document.ts';

interface ComposerActions {
  file: ComposedFile;
  keep: () => Promise<boolean>;
  /** Begins a dry run. */
  tryIt: () => void;
}

const group = 'Pipelines';

/** What the keys and the palette do while a pipeline is composed. */
export function useComposerActions({ file: { undo, redo }, keep, tryIt }: ComposerActions): void {
  useAction(undo && { id: 'compose.undo', title: 'Undo', group, shortcut: 'Mod+Z', run: undo });
  useAction(redo && { id: 'compose.redo', title: 'Redo', group, shortcut: 'Mod+Shift+Z', run: redo });
  useAction({
    id: 'compose.save',
    title: 'Save the pipeline',
    group,
    shortcut: 'Mod+S',
    run: () => void keep(),
  });
  useAction({ id: 'compose.dryRun', title: 'Try the pipeline without writing', group, run: tryIt });
}
