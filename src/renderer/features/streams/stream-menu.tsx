import { Download, Ellipsis, Hash, Trash2, Upload, Workflow } from 'lucide-react';
import { useState } from 'react';
import { parseStreamId } from '#shared/redis/stream-id.ts';
import { bytesText, wordText } from '#shared/redis/text.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { NewPipelineDialog } from '../../ui/new-pipeline/new-pipeline-dialog.tsx';
import { whereOf } from '../../ui/new-pipeline/where-of.ts';
import { ActionDialog } from './actions/action-dialog.tsx';
import { ExportDialog } from './entries/export-dialog.tsx';
import { ImportDialog } from './entries/import-dialog.tsx';

interface StreamMenuProps {
  connectionId: string;
  streamKey: Uint8Array;
}

/** What is seldom done to a stream as a whole. */
export function StreamMenu({ connectionId, streamKey }: StreamMenuProps) {
  const [open, setOpen] = useState<'pipeline' | 'export' | 'import' | 'set-id' | 'delete' | null>(null);
  const { language = 'text', text = '' } = useOpened('streams');
  const [id, setId] = useState('');
  const name = bytesText(streamKey);
  const hide = () => setOpen(null);
  const idProblem = id === '' ? 'Enter the new last id.' : problemOf(id);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label="More about this stream">
            <Ellipsis size={15} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Workflow size={14} aria-hidden />} onSelect={() => setOpen('pipeline')}>
          Make a pipeline of this…
        </MenuItem>
        <MenuItem icon={<Download size={14} aria-hidden />} onSelect={() => setOpen('export')}>
          Export as JSON lines…
        </MenuItem>
        <MenuItem icon={<Upload size={14} aria-hidden />} onSelect={() => setOpen('import')}>
          Import JSON lines…
        </MenuItem>
        <MenuItem icon={<Hash size={14} aria-hidden />} onSelect={() => setOpen('set-id')}>
          Set the last id…
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger icon={<Trash2 size={14} aria-hidden />} onSelect={() => setOpen('delete')}>
          Delete the stream…
        </MenuItem>
      </Menu>
      {open === 'pipeline' && (
        <NewPipelineDialog
          connectionId={connectionId}
          start={{ from: 'stream', text: wordText(streamKey), ...whereOf({ language, text }) }}
          onClose={hide}
        />
      )}
      <ExportDialog
        connectionId={connectionId}
        streamKey={streamKey}
        open={open === 'export'}
        onClose={hide}
      />
      <ImportDialog
        connectionId={connectionId}
        streamKey={streamKey}
        open={open === 'import'}
        onClose={hide}
      />
      <ActionDialog
        connectionId={connectionId}
        open={open === 'set-id'}
        onClose={hide}
        title={`Set the last id of ${name}`}
        description="New entries get ids above it. For restoring a stream, or leaving a gap."
        action={idProblem === null ? { kind: 'set-stream-id', key: streamKey, id: id.trim() } : null}
        problem={idProblem}
      >
        <TextField label="Last generated id" mono value={id} placeholder="1526919030474-0" onValue={setId} />
      </ActionDialog>
      <ActionDialog
        connectionId={connectionId}
        open={open === 'delete'}
        onClose={hide}
        title={`Delete ${name}`}
        action={{ kind: 'delete-stream', key: streamKey }}
        onDone={progress => progress.state === 'done' && go('streams', {})}
      />
    </>
  );
}

function problemOf(id: string): string | null {
  try {
    parseStreamId(id.trim());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
