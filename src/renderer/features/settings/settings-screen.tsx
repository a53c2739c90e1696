import { useState, type ReactNode } from 'react';
import type { Settings } from '#shared/contract/app.ts';
import { useQueryCall, useStream } from '../../lib/engine.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { formatBytes } from '../../lib/format/byte-sizes.ts';
import { formatFullTime } from '../../lib/format/times.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { ScreenToolbar } from '../../ui/screen-toolbar.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { FEED_BOUNDS, parseFeedBound } from './feed-bounds.ts';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
  { value: 'contrast', label: 'High contrast' },
] as const;

export default function SettingsScreen() {
  const { item } = useStream('app.settings', undefined);
  const update = useQueryCall('app.updateSettings');
  const change = (changes: Partial<Settings>) => void update.run(changes);
  return (
    <>
      <ScreenToolbar title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-[720px] flex-col gap-6 px-5 py-5">
          {item?.readOnly && (
            <p role="status" className="rounded-md bg-pending-bg px-2.5 py-2 text-pending">
              Changes apply until Millrace closes; they cannot be saved: {item.readOnly}
            </p>
          )}
          {update.status.state === 'failed' && (
            <ErrorPanel
              what="The setting was not changed."
              error={update.status.error}
              onRetry={update.status.again}
            />
          )}
          {item && (
            <>
              <Section title="Look">
                <Field label="Theme">
                  <Select
                    value={item.settings.theme}
                    onValue={theme => change({ theme })}
                    options={themes}
                    className="w-56"
                  />
                </Field>
                <Switch
                  checked={item.settings.utc}
                  onChecked={utc => change({ utc })}
                  label="Times in UTC"
                  hint="Otherwise in this machine's time zone."
                />
                <Switch
                  checked={item.settings.newestFirst}
                  onChecked={newestFirst => change({ newestFirst })}
                  label="Newest rows first"
                  hint="Otherwise live tables read like a log, newest last."
                />
              </Section>
              <Section title="Feeds">
                <p className="text-muted">
                  A feed keeps the newest messages in the engine until either bound is reached; then the
                  oldest leave first. Counters stay exact.
                </p>
                <div className="grid max-w-[460px] grid-cols-2 gap-3">
                  <BoundField
                    key={`rows ${item.settings.feedMaxRows}`}
                    label="Rows"
                    bound="rows"
                    value={item.settings.feedMaxRows}
                    onValue={feedMaxRows => change({ feedMaxRows })}
                  />
                  <BoundField
                    key={`bytes ${item.settings.feedMaxBytes}`}
                    label="Memory, MiB"
                    bound="mebibytes"
                    value={Math.round(item.settings.feedMaxBytes / 2 ** 20)}
                    onValue={mebibytes => change({ feedMaxBytes: mebibytes * 2 ** 20 })}
                  />
                </div>
              </Section>
            </>
          )}
          <About folder={item?.folder ?? null} utc={item?.settings.utc ?? false} />
        </div>
      </div>
    </>
  );
}

interface BoundFieldProps {
  label: string;
  bound: keyof typeof FEED_BOUNDS;
  value: number;
  onValue: (value: number) => void;
}

function BoundField({ label, bound, value, onValue }: BoundFieldProps) {
  const [text, setText] = useState(String(value));
  const parsed = parseFeedBound(text, bound);
  const isChanged = parsed.ok && parsed.value !== value;
  const apply = () => {
    if (parsed.ok && isChanged) onValue(parsed.value);
  };
  return (
    <Field
      label={label}
      problem={parsed.ok ? null : parsed.problem}
      hint={`${formatCount(FEED_BOUNDS[bound].min)} to ${formatCount(FEED_BOUNDS[bound].max)}`}
    >
      <div className="flex gap-1.5">
        <Input
          mono
          inputMode="numeric"
          aria-label={label}
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') apply();
          }}
        />
        {isChanged && <Button onClick={apply}>Set</Button>}
      </div>
    </Field>
  );
}

function About({ folder, utc }: { folder: string | null; utc: boolean }) {
  const { data: info, error, refetch } = useEngineQuery('app.info', undefined);
  const status = useStream('app.status', undefined).item;
  return (
    <Section title="About">
      {error && <ErrorPanel error={error} onRetry={refetch} />}
      {info && (
        <dl className="grid grid-cols-[150px_1fr] gap-y-1 [&_dd]:wrap-anywhere [&_dt]:text-muted">
          <dt>Millrace</dt>
          <dd>{info.version}</dd>
          <dt>Host</dt>
          <dd>
            {info.host === 'desktop' ? 'desktop' : 'browser'}
            {info.fallback === null ? '' : `, because ${info.fallback}`}
          </dd>
          <dt>Runs on</dt>
          <dd>
            {info.platform}, Node {info.node}
          </dd>
          {status && (
            <>
              <dt>Engine</dt>
              <dd>
                {formatBytes(status.engineBytes)}, since {formatFullTime(status.startedAt, { utc })}
              </dd>
            </>
          )}
          <dt>Passwords</dt>
          <dd>
            {info.secrets.where}
            {info.secrets.persistent ? '' : '; forgotten when Millrace closes'}
          </dd>
          {folder !== null && (
            <>
              <dt>Settings folder</dt>
              <dd className="mono">{folder}</dd>
            </>
          )}
        </dl>
      )}
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="border-b border-line pb-1 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
