import { useConnectionForm } from '../features/connections/connection-form-store.ts';
import { useAction } from '../lib/actions.ts';
import { useActiveConnection, useConnections } from '../lib/active-connection.ts';
import { toggleConsole, useConsolePane } from '../lib/console-pane.ts';
import { useQueryCall } from '../lib/engine.ts';
import { go, goToConnection } from '../lib/navigation.ts';
import { useSettings } from '../lib/settings.ts';
import { useOverlays } from './overlays.ts';
import { screens, type Screen } from './screens.ts';

/** What can be done from everywhere. */
export function AppActions() {
  const show = useOverlays(overlays => overlays.show);
  const settings = useSettings();
  const update = useQueryCall('app.updateSettings');
  const edit = useConnectionForm(form => form.create);
  const active = useActiveConnection();
  const { item } = useConnections();
  const sandbox = item?.sandbox.state;
  const startSandbox = useQueryCall('connections.startSandbox');
  const stopSandbox = useQueryCall('connections.stopSandbox');
  const retry = useQueryCall('connections.retry');
  const isConsoleOpen = useConsolePane(pane => pane.isOpen);
  const group = 'Program';
  useAction({
    id: 'app.palette',
    title: 'Search or run',
    group,
    shortcut: 'Mod+K',
    run: () => show('palette'),
  });
  useAction({
    id: 'app.shortcuts',
    title: 'Keyboard shortcuts',
    group,
    shortcut: '?',
    run: () => show('shortcuts'),
  });
  useAction({
    id: 'console.toggle',
    title: isConsoleOpen ? 'Console: go there, or close it' : 'Open the console',
    group,
    shortcut: 'Mod+`',
    keywords: 'redis-cli command terminal',
    run: toggleConsole,
  });
  useAction({
    id: 'app.utc',
    title: settings.utc ? 'Show local times' : 'Show times in UTC',
    group,
    run: () => void update.run({ utc: !settings.utc }),
  });
  useAction({
    id: 'app.dark',
    title: 'Dark theme',
    group,
    keywords: 'colour color appearance',
    run: () => void update.run({ theme: 'dark' }),
  });
  useAction({
    id: 'app.light',
    title: 'Light theme',
    group,
    keywords: 'colour color appearance',
    run: () => void update.run({ theme: 'light' }),
  });
  useAction({
    id: 'app.contrast',
    title: 'High contrast theme',
    group,
    keywords: 'colour color appearance accessibility',
    run: () => void update.run({ theme: 'contrast' }),
  });
  useAction({ id: 'connections.new', title: 'New connection…', group: 'Connections', run: () => edit() });
  useAction(
    sandbox === 'off' || sandbox === 'failed'
      ? {
          id: 'sandbox.start',
          title: 'Start the sandbox server',
          group: 'Connections',
          run: () => void startSandbox.run(undefined),
        }
      : null,
  );
  useAction(
    sandbox === 'running'
      ? {
          id: 'sandbox.stop',
          title: 'Stop the sandbox server',
          group: 'Connections',
          run: () => void stopSandbox.run(undefined),
        }
      : null,
  );
  useAction(
    active && (active.open.state.state === 'lost' || active.open.state.state === 'failed')
      ? {
          id: 'connections.retry',
          title: `Connect to ${active.profile.name} now`,
          group: 'Connections',
          run: () => void retry.run({ id: active.profile.id }),
        }
      : null,
  );
  return (
    <>
      {screens.map(screen => (
        <ScreenAction key={screen.id} screen={screen} />
      ))}
      {item?.open
        .filter(({ profileId }) => profileId !== active?.profile.id)
        .map(({ profileId }) => (
          <SwitchAction
            key={profileId}
            profileId={profileId}
            name={item.profiles.find(profile => profile.id === profileId)?.name ?? profileId}
          />
        ))}
    </>
  );
}

function ScreenAction({ screen }: { screen: Screen }) {
  useAction({
    id: `screen.${screen.id}`,
    title: `Go to ${screen.title}`,
    group: 'Screens',
    shortcut: screen.shortcut,
    run: () => go(screen.id),
  });
  return null;
}

function SwitchAction({ profileId, name }: { profileId: string; name: string }) {
  useAction({
    id: `connections.switch.${profileId}`,
    title: `Switch to ${name}`,
    group: 'Connections',
    run: () => goToConnection(profileId),
  });
  return null;
}
