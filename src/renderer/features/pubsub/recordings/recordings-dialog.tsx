import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { PubSubSession } from '#shared/contract/pubsub.ts';
import type { RecordingsState } from '#shared/contract/recordings.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { ExportPart } from './export-part.tsx';
import { RecordingRow } from './recording-row.tsx';

interface RecordingsDialogProps {
  open: boolean;
  onClose: () => void;
  state: RecordingsState | undefined;
  error: MillraceError | undefined;
  session: PubSubSession;
  filter: FeedFilter | null;
  onReplay: ((name: string) => void) | undefined;
}

/** The recordings there are, and a way to make one of what the feed holds. */
export function RecordingsDialog(props: RecordingsDialogProps) {
  const { open, onClose, state, error, session, filter, onReplay } = props;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Recordings"
      wide
      description={
        state && (
          <>
            JSON lines, a message each, in <span className="mono">{state.folder}</span>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <ExportPart session={session} filter={filter} />
        {error && <ErrorPanel what="The recordings cannot be listed." error={error} onRetry="itself" />}
        {state && state.problem !== null && (
          <ErrorPanel onRetry={null} what="The folder cannot be read." error={{ message: state.problem }} />
        )}
        {state && state.files.length === 0 && (
          <EmptyState title="No recordings yet">
            Record saves messages from then on; the buttons above save the messages already received.
          </EmptyState>
        )}
        {state && state.files.length > 0 && (
          <table aria-label="Recordings" className="w-full table-fixed text-left">
            <thead className="text-[11.5px] text-muted">
              <tr className="border-b border-line [&_th]:px-1.5 [&_th]:py-1 [&_th]:font-medium">
                <th>name</th>
                <th className="w-[88px] text-right">messages</th>
                <th className="w-[74px] text-right">size</th>
                <th className="w-[76px] text-right">duration</th>
                <th className={onReplay ? 'w-[216px]' : 'w-[148px]'}>
                  <span className="sr-only">actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {state.files.map(file => (
                <RecordingRow
                  key={file.name}
                  file={file}
                  onReplay={
                    onReplay &&
                    (() => {
                      onClose();
                      onReplay(file.name);
                    })
                  }
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Dialog>
  );
}
