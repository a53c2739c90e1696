import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Subscription } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useQueryCall } from '../../../lib/engine.ts';
import { countOf, formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { change, useOpened } from '../../../lib/navigation.ts';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { isIn, toggled, type FilterControl } from '../../../ui/feed/filter-state.ts';
import { chipsThatFit } from './chips-that-fit.ts';

/** A list that is longer is not read by anybody. */
const MOST_LISTED = 200;

interface SubscriptionChipsProps {
  connectionId: string;
  subscriptions: readonly Subscription[];
  filtering: FilterControl;
}

/** What is subscribed: the newest as far as there is room, the others behind "+n". */
export function SubscriptionChips({ connectionId, subscriptions, filtering }: SubscriptionChipsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const measure = () => setWidth(box.current!.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const hidden = subscriptions.length - chipsThatFit(subscriptions, width);
  const chip = (subscription: Subscription) => (
    <SubscriptionChip
      key={`${subscription.kind} ${bytesText(subscription.name)}`}
      connectionId={connectionId}
      subscription={subscription}
      filtering={filtering}
    />
  );
  return (
    <div ref={box} className="flex min-w-0 flex-1 items-center gap-2 overflow-hidden py-1">
      {hidden > 0 && (
        <MoreChips connectionId={connectionId} all={subscriptions} hidden={hidden}>
          {subscriptions.slice(0, hidden).slice(0, MOST_LISTED).map(chip)}
          {hidden > MOST_LISTED && (
            <span className="text-muted">and {formatCount(hidden - MOST_LISTED)} more</span>
          )}
        </MoreChips>
      )}
      {subscriptions.slice(hidden).map(chip)}
    </div>
  );
}

interface MoreChipsProps {
  connectionId: string;
  all: readonly Subscription[];
  hidden: number;
  children: ReactNode;
}

function MoreChips({ connectionId, all, hidden, children }: MoreChipsProps) {
  const [open, setOpen] = useState(false);
  const unsubscribe = useQueryCall('pubsub.unsubscribe');
  const { status } = unsubscribe;
  const leaveAll = async () => {
    change('pubsub', { hear: [] });
    const subscriptions = all.map(({ kind, name }) => ({ kind, name }));
    if (await unsubscribe.run({ connectionId, subscriptions })) setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      title={countOf(all.length, 'subscription')}
      wide
      trigger={
        <button
          type="button"
          aria-label={`All ${countOf(all.length, 'subscription')}`}
          className="mono h-[22px] shrink-0 rounded-full border border-line px-2 text-muted hover:border-control hover:text-text"
        >
          +{formatCount(hidden)}
        </button>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex max-h-72 flex-wrap gap-1.5 overflow-y-auto">{children}</div>
        {status.state === 'failed' && <ErrorPanel error={status.error} onRetry={() => void leaveAll()} />}
        <Button variant="danger" busy={status.state === 'running'} onClick={() => void leaveAll()}>
          Unsubscribe from all {formatCount(all.length)}
        </Button>
      </div>
    </Popover>
  );
}

/** What the application may see of a subscription of ours. */
const visibility: Record<Subscription['kind'], string> = {
  channel: 'counted by PUBSUB NUMSUB',
  pattern: 'not counted by PUBSUB NUMSUB',
  shard: 'counted by PUBSUB SHARDNUMSUB',
};

interface SubscriptionChipProps {
  connectionId: string;
  subscription: Subscription;
  filtering: FilterControl;
}

function SubscriptionChip({ connectionId, subscription, filtering }: SubscriptionChipProps) {
  const unsubscribe = useQueryCall('pubsub.unsubscribe');
  const { hear } = useOpened('pubsub');
  const { kind, name, color, state, problem, traffic } = subscription;
  const text = bytesText(name);
  const source = { kind, name };
  const isMuted = isIn(filtering.state.muted, source);
  const isSolo = isIn(filtering.state.solo, source);
  const failure = unsubscribe.status.state === 'failed' ? unsubscribe.status.error.message : null;
  const figure =
    state === 'refused' ? (
      <span className="text-danger">refused</span>
    ) : state === 'waiting' ? (
      <span className="text-pending">waiting</span>
    ) : (
      // Room for most rates, so that nothing beside it moves.
      <span className="inline-block min-w-[6ch] text-right tabular-nums">{`${formatRate(traffic.messagesPerSecond)}/s`}</span>
    );
  return (
    <Chip
      color={kind === 'pattern' ? undefined : color}
      name={
        <Menu
          trigger={
            <button
              type="button"
              aria-label={`${kind} ${text}${isMuted ? ', muted' : ''}${isSolo ? ', solo' : ''}`}
              className={isMuted ? 'line-through opacity-70' : undefined}
            >
              {text}
            </button>
          }
        >
          <MenuItem onSelect={() => filtering.toggle('muted', source)}>
            {isMuted ? 'Unmute' : 'Mute'}
          </MenuItem>
          <MenuItem onSelect={() => filtering.toggle('solo', source)}>
            {isSolo ? 'End solo' : 'Solo'}
          </MenuItem>
        </Menu>
      }
      mark={kind !== 'channel' && <span className="text-[10.5px] text-muted">{kind}</span>}
      figure={figure}
      title={
        failure ??
        problem ??
        `${kind} ${text} · ${formatCount(traffic.messages)} messages · ${visibility[kind]}`
      }
      removeLabel={`Unsubscribe from ${text}`}
      onRemove={() => {
        // Or a reload would subscribe to it again.
        if (hear && isIn(hear, source)) change('pubsub', { hear: toggled(hear, source) });
        void unsubscribe.run({ connectionId, subscriptions: [source] });
      }}
    />
  );
}
