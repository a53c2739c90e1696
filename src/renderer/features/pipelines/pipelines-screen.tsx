import { Plug, Workflow } from 'lucide-react';
import { useEffect } from 'react';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { useStream } from '../../lib/engine.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { ConnectionName } from '../../ui/connection-name.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { FlowView } from './flow/flow-view.tsx';
import { PipelineList } from './pipeline-list.tsx';
import { PipelineView } from './pipeline-view.tsx';

/** Pipeline files and recipes, and what the chosen one does. */
export default function PipelinesScreen() {
  const active = useActiveConnection();
  const { item: listed, error } = useStream('pipelines.watch', undefined);
  const { pipeline: named, view } = useOpened('pipelines');
  const showsAll = view === 'running' && named === undefined;
  const [chosenBefore, rememberChosen] = useRemembered('pipelines.chosen', 'wikipedia-edits');
  const chosenId = named ?? chosenBefore;
  useEffect(() => rememberChosen(chosenId), [chosenId, rememberChosen]);
  const choose = (id: string) => go('pipelines', { pipeline: id });
  const chosen = listed?.find(({ id }) => id === chosenId) ?? listed?.[0];
  return (
    <>
      <ScreenToolbar title="Pipelines">
        <span className="truncate text-muted">a source, a window, and results in Redis</span>
      </ScreenToolbar>
      {error && (
        <div className="p-3">
          <ErrorPanel what="The pipelines cannot be listed." error={error} onRetry="itself" />
        </div>
      )}
      {!active && (
        <EmptyState
          icon={<Workflow size={18} aria-hidden />}
          title="Pipelines run here, from a source to results in Redis"
          action={
            <Button variant="primary" icon={<Plug size={14} aria-hidden />} onClick={() => go('overview')}>
              Choose a server
            </Button>
          }
        >
          Connect to a server first; then start a recipe with one click.
        </EmptyState>
      )}
      {active && listed && (
        <div className="flex min-h-0 flex-1">
          <PipelineList
            listed={listed}
            chosenId={showsAll ? null : (chosen?.id ?? null)}
            showsAll={showsAll}
            connectionId={active.profile.id}
            onChoose={choose}
          />
          {showsAll && (
            <section aria-label="All that runs" className="flex min-w-0 flex-1 flex-col">
              <div className="flex h-10 flex-none items-center gap-2 border-b border-line px-3">
                <h2 className="truncate text-sm font-semibold">All that runs</h2>
                <span className="flex items-center gap-1.5 text-muted">
                  on <ConnectionName id={active.profile.id} />
                </span>
              </div>
              <FlowView id={null} connectionId={active.profile.id} />
            </section>
          )}
          {!showsAll && chosen && (
            <PipelineView
              key={chosen.id}
              listed={chosen}
              all={listed}
              connectionId={active.profile.id}
              onChoose={choose}
            />
          )}
        </div>
      )}
    </>
  );
}
