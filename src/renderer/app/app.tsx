import { Tooltip } from '@base-ui/react/tooltip';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Unplug } from 'lucide-react';
import { lazy, Suspense, useLayoutEffect } from 'react';
import { ConnectionDialog } from '../features/connections/connection-dialog.tsx';
import { RemoveConnectionDialog } from '../features/connections/remove-connection-dialog.tsx';
import { useActiveConnection } from '../lib/active-connection.ts';
import { useConsolePane } from '../lib/console-pane.ts';
import { isFirstAttempt, useLink, useStream } from '../lib/engine.ts';
import { showsConnection, useNavigation } from '../lib/navigation.ts';
import type { HowMemoryIs } from '../lib/page-memory.ts';
import { useTheme } from '../lib/theme.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { SplitPane } from '../ui/split-pane.tsx';
import { AppActions } from './app-actions.tsx';
import { CommandPalette } from './command-palette.tsx';
import { KeptBanner } from './kept-banner.tsx';
import { LinkBanner } from './link-banner.tsx';
import { OpenedNotice } from './opened-notice.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { screenOf } from './screens.ts';
import { ServerBanner } from './server-banner.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { TitleBar } from './title-bar.tsx';
import { useKeyboard } from './use-keyboard.ts';

const ConsolePane = lazy(() => import('../features/console/console-pane.tsx'));

const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
});

interface AppProps {
  /** What is drawn before it is known how the page was left begins anew with that. Dialogs and the palette stay: something may be typed there. */
  memory: HowMemoryIs;
}

export function App({ memory }: AppProps) {
  return (
    <QueryClientProvider client={queries}>
      <Tooltip.Provider delay={500}>
        <Frame memory={memory} />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}

function Frame({ memory }: AppProps) {
  useKeyboard();
  useTheme(useStream('app.settings', undefined).item?.settings.theme);
  const screenId = useNavigation(({ place }) => place.screen);
  const shown = useActiveConnection()?.profile.id ?? null;
  useLayoutEffect(() => showsConnection(shown), [shown]);
  const screen = screenOf(screenId);
  const isConsoleOpen = useConsolePane(pane => pane.isOpen);
  const isBeginning = isFirstAttempt(useLink());
  const Content = screen.component;
  return (
    <div className="grid h-full grid-cols-[auto_minmax(0,1fr)] grid-rows-[40px_minmax(0,1fr)_24px]">
      <TitleBar />
      <Sidebar />
      <main key={memory} className="flex min-h-0 min-w-0 flex-col">
        <LinkBanner />
        <KeptBanner />
        <OpenedNotice />
        <ServerBanner />
        <SplitPane
          id="console"
          direction="vertical"
          paneSize={280}
          minPane={150}
          minMain={180}
          main={
            <ScreenBoundary key={screen.id} title={screen.title}>
              <Suspense fallback={null}>{isBeginning ? <Beginning /> : <Content />}</Suspense>
            </ScreenBoundary>
          }
          pane={
            isConsoleOpen ? (
              <ScreenBoundary title="Console">
                <Suspense fallback={null}>
                  <ConsolePane />
                </Suspense>
              </ScreenBoundary>
            ) : null
          }
        />
      </main>
      <StatusBar />
      <AppActions />
      <CommandPalette />
      <ShortcutList />
      <ConnectionDialog />
      <RemoveConnectionDialog />
    </div>
  );
}

/** What a screen says of a server is not known yet. */
function Beginning() {
  return (
    <EmptyState icon={<Unplug size={18} aria-hidden />} title="Connecting to the engine">
      It has not answered yet: on a slow line, or beside much work, that takes some seconds.
    </EmptyState>
  );
}
