import { useEffect, useState } from 'react';
import type { EngineClient } from '#shared/contract/index.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useActiveConnection, useConnections } from '../lib/active-connection.ts';
import type { Action } from '../lib/actions.ts';
import { engineNow, useEngine, useStream } from '../lib/engine.ts';
import { useEngineQuery } from '../lib/engine-query.ts';
import { uncounted } from '../lib/uncounted.ts';
import { go, goToConnection } from '../lib/navigation.ts';

/** Of each kind; who wants more types more. */
const MOST = 8;
/** After the last key: a search of the server costs it something. */
const SEARCH_AFTER_MS = 200;

/** What is called so: streams and channels of the server that is shown, pipelines, and connections, as actions that go there. */
export function usePalettePlaces(typed: string): Action[] {
  const search = useSettled(typed.trim());
  const active = useActiveConnection();
  const isReady = active?.open.state.state === 'ready' && search !== '';
  const connectionId = active?.profile.id ?? '';
  const { item: connections } = useConnections();
  const { item: pipelines } = useStream('pipelines.watch', undefined);
  const { data: channels } = useEngineQuery(
    'pubsub.channels',
    { connectionId, search },
    { enabled: isReady },
  );
  const streams = useFoundStreams(connectionId, isReady ? search : '');
  if (typed.trim() === '') return [];
  const isOpen = (id: string) => connections?.open.some(({ profileId }) => profileId === id);
  return [
    ...streams.map((key): Action => ({
      id: `found.stream.${bytesText(key)}`,
      title: bytesText(key),
      group: 'Streams found',
      run: () => go('streams', { stream: key }),
    })),
    ...(isReady ? (channels?.channels ?? []) : []).slice(0, MOST).map(({ kind, name }): Action => ({
      id: `found.${kind}.${bytesText(name)}`,
      title: `Listen to ${bytesText(name)}`,
      group: 'Channels found',
      // Whoever picks a name of the server's list wants to look, and not to be taken for a part of the application.
      run: () => go('pubsub', { hear: [uncounted({ kind, name })] }),
    })),
    ...(pipelines ?? []).map(({ id, name, kind }): Action => ({
      id: `found.pipeline.${id}`,
      title: `Show ${name}`,
      group: kind === 'recipe' ? 'Recipes' : 'Your pipelines',
      run: () => go('pipelines', { pipeline: id }),
    })),
    // Those that are open are switched to by actions of their own.
    ...(connections?.profiles ?? [])
      .filter(({ id }) => !isOpen(id))
      .map(({ id, name }): Action => ({
        id: `found.connection.${id}`,
        title: `Connect to ${name}`,
        group: 'Connections',
        run: () =>
          void engineNow()
            .connections.open({ id })
            .then(() => goToConnection(id)),
      })),
  ];
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

const none: readonly Uint8Array[] = [];

/** Streams with this in their name, as they are found; the search ends with the first few, or with the palette. */
function useFoundStreams(connectionId: string, search: string): readonly Uint8Array[] {
  const client = useEngine();
  const [found, setFound] = useState<{ search: string; keys: readonly Uint8Array[] }>({
    search: '',
    keys: none,
  });
  useEffect(() => {
    if (!client || search === '') return;
    const ended = new AbortController();
    void findStreams(client, { connectionId, search }, ended.signal, keys => setFound({ search, keys }));
    return () => ended.abort();
  }, [client, connectionId, search]);
  return found.search === search ? found.keys : none;
}

async function findStreams(
  client: EngineClient,
  { connectionId, search }: { connectionId: string; search: string },
  signal: AbortSignal,
  onKeys: (keys: readonly Uint8Array[]) => void,
): Promise<void> {
  const pattern = `*${search.replace(/[*?[\]\\]/g, '\\$&')}*`;
  let keys: Uint8Array[] = [];
  try {
    for await (const listing of client.streams.list({ connectionId, pattern }, { signal })) {
      keys = [...keys, ...listing.keys].slice(0, MOST);
      onKeys(keys);
      if (keys.length === MOST || listing.finished) return;
    }
  } catch {
    // What is not found here is found, and its failure told, in its screen.
  }
}
