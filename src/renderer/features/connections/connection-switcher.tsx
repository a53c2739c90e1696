import { Check, ChevronDown, Plus } from 'lucide-react';
import { addressText } from '#shared/redis/target-text.ts';
import {
  useActiveConnection,
  useConnections,
  useSilence,
  type KnownConnection,
} from '../../lib/active-connection.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { go, goToConnection } from '../../lib/navigation.ts';
import { ConnectionReason, ConnectionStateText } from '../../ui/connection-state.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { useConnectionForm } from './connection-form-store.ts';

/** Which connection the screens show; every open one with its state, and the saved ones to open. */
export function ConnectionSwitcher() {
  const active = useActiveConnection();
  const { item } = useConnections();
  const silentMs = useSilence(active?.profile.id);
  const create = useConnectionForm(form => form.create);
  const open = useQueryCall('connections.open');
  const openIds = new Set(item?.open.map(connection => connection.profileId));
  const closed = item?.profiles.filter(profile => !openIds.has(profile.id)) ?? [];
  return (
    <Menu
      className="w-[380px]"
      trigger={
        <button
          type="button"
          className="flex h-[26px] max-w-[420px] min-w-0 items-center gap-2 rounded-md border border-line bg-bg px-2 hover:border-control"
        >
          <span className="sr-only">Connection:</span>
          {active ? (
            <>
              <ConnectionStateText state={active.open.state} silentMs={silentMs} word={false} />
              <Swatch color={active.profile.color} round />
              <span className="truncate font-medium">{active.profile.name}</span>
              <span className="mono truncate text-muted max-[820px]:hidden">
                {addressText(active.profile.target.address)}
              </span>
            </>
          ) : (
            <span className="text-muted">no connection</span>
          )}
          <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
        </button>
      }
    >
      {item?.open.map(connection => {
        const profile = item.profiles.find(candidate => candidate.id === connection.profileId);
        if (!profile) return null;
        const isActive = profile.id === active?.profile.id;
        return (
          <MenuItem
            key={profile.id}
            icon={<Swatch color={profile.color} round />}
            onSelect={() => goToConnection(profile.id)}
          >
            <span className="flex items-center gap-2 pt-1">
              <span className="truncate font-medium">{profile.name}</span>
              <span className="mono truncate text-muted">{addressText(profile.target.address)}</span>
              {isActive && (
                <Check size={14} aria-label="shown" className="ml-auto shrink-0 text-accent-text" />
              )}
            </span>
            <span className="block truncate pb-1 text-xs/[18px] text-muted">
              <OpenConnectionState connection={connection} /> <ConnectionReason state={connection.state} />
            </span>
          </MenuItem>
        );
      })}
      {closed.length > 0 && <MenuSeparator />}
      {closed.slice(0, 12).map(profile => (
        <MenuItem
          key={profile.id}
          icon={<Swatch color={profile.color} round />}
          onSelect={() => {
            void open.run({ id: profile.id });
            goToConnection(profile.id);
          }}
        >
          <span className="flex items-center gap-2">
            <span className="truncate">{profile.name}</span>
            <span className="mono truncate text-muted">{addressText(profile.target.address)}</span>
          </span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={<Plus size={14} aria-hidden />} onSelect={() => create()}>
        New connection…
      </MenuItem>
      <MenuItem onSelect={() => go('overview')}>All connections</MenuItem>
    </Menu>
  );
}

function OpenConnectionState({ connection: { profileId, state } }: { connection: KnownConnection }) {
  return <ConnectionStateText state={state} silentMs={useSilence(profileId)} />;
}
