import { useState } from 'react';
import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { useStream } from '../../lib/engine.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { go, useOpened } from '../../lib/navigation.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Composer } from './compose/composer.tsx';
import { RunView } from './run-view.tsx';

interface PipelineViewProps {
  listed: ListedPipeline;
  /** All files. */
  all: readonly ListedPipeline[];
  connectionId: string;
  onChoose: (id: string) => void;
}

/** One pipeline file: being composed, or its run. */
export function PipelineView({ listed, all, connectionId, onChoose }: PipelineViewProps) {
  const { id } = listed;
  const { view: named, part } = useOpened('pipelines');
  // As it is found: a run that ends while it is looked at stays in view.
  const [found] = useState(() => viewOf(listed));
  const view = named ?? found;
  const { data: document, error, refetch } = useEngineQuery('pipelines.read', { id });
  const { item: run } = useStream('pipelines.run', { id });
  const show = (next: 'compose' | 'run' | 'flow') => go('pipelines', { pipeline: id, view: next });
  const taken = all.filter(other => other.id !== id);
  if (view !== 'compose' || listed.kind === 'recipe')
    return (
      <RunView
        listed={listed}
        connectionId={connectionId}
        taken={taken}
        document={document}
        error={error}
        refetch={refetch}
        run={run}
        onChoose={onChoose}
        onCompose={(composed, mend) =>
          go('pipelines', { pipeline: composed, view: 'compose', ...(mend && { mend }) })
        }
        part={part ?? null}
        showsFlow={view === 'flow'}
        onFlow={shows => show(shows ? 'flow' : 'run')}
      />
    );
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      {error && (
        <div className="p-3">
          <ErrorPanel error={error} onRetry={refetch} />
        </div>
      )}
      {document && (
        <Composer
          listed={listed}
          connectionId={connectionId}
          savedText={document.text}
          run={run?.state === 'interrupted' ? null : (run ?? null)}
          taken={taken}
          onChoose={onChoose}
          onSaved={refetch}
          onRunView={() => show('run')}
        />
      )}
    </div>
  );
}

/** A file of one's own opens where it is made, unless a run of it has something to say: it goes on, has failed, or waits for a person. */
function viewOf({ kind, unconfirmed, state }: ListedPipeline): 'compose' | 'run' {
  return kind === 'recipe' || unconfirmed || (state !== null && state !== 'ended') ? 'run' : 'compose';
}
