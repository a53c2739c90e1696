import { RotateCw, Unplug, X } from 'lucide-react';
import { link, useLink } from '../lib/engine.ts';
import { useNow } from '../lib/now.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Banner } from './banner.tsx';

/** What happened between this page and the engine, for as long as it matters. */
export function LinkBanner() {
  const state = useLink();
  switch (state.phase) {
    case 'connecting':
      if (state.reason === null) return null;
      return (
        <Banner icon={<Unplug size={15} aria-hidden />}>
          Disconnected: {state.reason}. Connecting again…
        </Banner>
      );
    case 'waiting':
      return <Waiting reason={state.reason} retryAt={state.retryAt} />;
    case 'refused':
      return (
        <Banner
          icon={<Unplug size={15} aria-hidden />}
          action={<Button onClick={link.retryNow}>Try again</Button>}
        >
          The engine refused this page: {state.reason}
        </Banner>
      );
    case 'connected':
      if (!state.restarted) return null;
      return (
        <Banner
          quiet
          icon={<RotateCw size={15} aria-hidden />}
          action={
            <IconButton label="Dismiss" onClick={link.acknowledgeRestart}>
              <X size={15} aria-hidden />
            </IconButton>
          }
        >
          The engine was restarted. Messages received before that are gone; connections and subscriptions
          start over.
        </Banner>
      );
  }
}

function Waiting({ reason, retryAt }: { reason: string; retryAt: number }) {
  const seconds = Math.max(0, Math.ceil((retryAt - useNow(250)) / 1_000));
  return (
    <Banner
      icon={<Unplug size={15} aria-hidden />}
      action={<Button onClick={link.retryNow}>Connect now</Button>}
    >
      Lost the connection to the engine ({reason}). What you see may be out of date. Retrying in {seconds} s.
    </Banner>
  );
}
