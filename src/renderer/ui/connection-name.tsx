import { useConnections } from '../lib/active-connection.ts';
import { Swatch } from './swatch.tsx';

/** Which connection something belongs to: its colour and its name. */
export function ConnectionName({ id }: { id: string }) {
  const { item } = useConnections();
  if (!item) return null;
  const profile = item.profiles.find(candidate => candidate.id === id);
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-muted">
      {profile && <Swatch color={profile.color} round />}
      <span className="truncate">{profile?.name ?? 'a removed connection'}</span>
    </span>
  );
}
