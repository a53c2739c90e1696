import { Send } from 'lucide-react';
import { useRef, useState } from 'react';
import { literalTemplate } from '#shared/pipeline/literal-template.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import type { PublishProgress as Progress } from '#shared/contract/pubsub.ts';
import { engineNow, useQueryCall } from '../../../lib/engine.ts';
import { useKeptJob } from '../../../lib/job.ts';
import { formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { countOf } from '../../../lib/format/numbers.ts';
import { jsonProblem } from '../../../lib/payload.ts';
import { Button } from '../../../ui/button.tsx';
import { CodeEditor } from '../../../ui/code-editor/code-editor.tsx';
import { templateValues } from '../../../ui/code-editor/template-values.ts';
import { CommandLine } from '../../../ui/command-line.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { ComposerHead } from './composer-head.tsx';
import { PublishProgress } from './publish-progress.tsx';
import { RepeatFields } from '../../../ui/repeat/repeat-fields.tsx';
import { readRepeat } from '../../../ui/repeat/repeat-values.ts';
import { publishCommand } from '../subscriptions/subscription-names.ts';
import { TemplatePreview } from './template-preview.tsx';
import { useComposerDraft } from './composer-store.ts';

/** The command under the editor shows this much of the payload; copied it is whole. */
const SHOWN_PAYLOAD = 300;

/** Publishes by hand. */
export function Composer({ connectionId, onClose }: { connectionId: string; onClose: () => void }) {
  const { channel, sharded, payload, escaped, template, repeat, history, set, remember } = useComposerDraft();
  const publish = useQueryCall('pubsub.publish');
  const many = useKeptJob<Progress>(`publish ${connectionId}`);
  const [problem, setProblem] = useState<string | null>(null);
  const [sent, setSent] = useState(0);
  /** Where in the history the editor stands; -1 is what was typed. */
  const place = useRef(-1);

  const bytes = escaped ? parseBytesText(payload) : new TextEncoder().encode(payload);
  const hasValues = payload.includes('{{');
  const isTemplate = template && hasValues;
  const change = (changes: Parameters<typeof set>[0]) => {
    set(changes);
    setProblem(null);
  };
  const submit = async () => {
    if (publish.status.state === 'running' || many.isRunning) return;
    if (channel === '') return setProblem('Enter a channel.');
    const times = readRepeat(repeat);
    if ('problem' in times) return setProblem(times.problem);
    place.current = -1;
    publish.reset();
    many.reset();
    if (isTemplate || times.count > 1) {
      remember({ channel, sharded, payload, escaped });
      const plan = {
        connectionId,
        channel: parseBytesText(channel),
        sharded,
        template: isTemplate ? payload : literalTemplate(payload),
        escaped,
        ...times,
      };
      void many.start(job => engineNow().pubsub.publishMany({ ...plan, jobId: job.jobId }));
      return;
    }
    const done = await publish.run({
      connectionId,
      channel: parseBytesText(channel),
      sharded,
      payload: bytes,
    });
    if (!done) return;
    remember({ channel, sharded, payload, escaped });
    setSent(sent + 1);
  };
  const recall = (direction: 'older' | 'newer') => {
    const to = place.current + (direction === 'older' ? 1 : -1);
    const entry = history[to];
    if (!entry) return false;
    place.current = to;
    change(entry);
    return true;
  };
  const command = () => commandText([publishCommand(sharded), parseBytesText(channel), bytes]);
  const { status } = publish;
  // Whether it was published before the connection was lost is not known: that is not done twice by one press.
  const retryOf = ({ code }: MillraceError) => (code === 'disconnected' ? null : () => void submit());

  return (
    <section aria-label="Publish" className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-3 py-2">
      <ComposerHead
        connectionId={connectionId}
        sharded={sharded}
        onSharded={next => change({ sharded: next })}
        onClose={onClose}
        action={
          <Button
            variant="primary"
            icon={<Send size={13} aria-hidden />}
            busy={status.state === 'running' || many.isRunning}
            onClick={() => void submit()}
          >
            Publish
          </Button>
        }
      >
        <TextField
          label="Publish to"
          hideLabel
          className="w-20 max-w-44 grow"
          mono
          value={channel}
          placeholder="channel"
          aria-invalid={(problem !== null && channel === '') || undefined}
          onValue={next => change({ channel: next })}
          onKeyDown={event => {
            if (event.key === 'Enter') void submit();
          }}
        />
        <RepeatFields
          repeat={repeat}
          unit="Messages"
          isInvalid={problem !== null && channel !== ''}
          onRepeat={next => {
            set({ repeat: next });
            setProblem(null);
          }}
        />
      </ComposerHead>
      <CodeEditor
        label="Payload"
        language={escaped || isTemplate ? 'text' : 'json'}
        value={payload}
        placeholder={'{"hello":"world"}'}
        className="min-h-11 flex-1"
        onValue={next => {
          if (next !== payload) place.current = -1;
          change({ payload: next });
        }}
        onSubmit={() => void submit()}
        onHistory={recall}
        values={templateValues}
      />
      <div className="flex min-w-0 flex-none items-center gap-3">
        {isTemplate ? (
          <TemplatePreview template={payload} escaped={escaped} />
        ) : (
          <PayloadCheck payload={payload} escaped={escaped} bytes={bytes.length} />
        )}
        <span role="status" className="ml-auto max-w-[70%] shrink-0 truncate text-muted">
          {problem !== null && <span className="text-danger">{problem}</span>}
          {status.state === 'done' && problem === null && (
            <span key={sent}>
              delivered to{' '}
              <b className="font-medium text-text">{countOf(status.output.receivers, 'subscriber')}</b> on
              this node
            </span>
          )}
        </span>
      </div>
      {many.progress && <PublishProgress progress={many.progress} onStop={many.stop} />}
      {many.error && (
        <div className="flex-none">
          <ErrorPanel what="It was not published." error={many.error} onRetry={retryOf(many.error)} />
        </div>
      )}
      {status.state === 'failed' && (
        <div className="flex-none">
          <ErrorPanel what="It was not published." error={status.error} onRetry={retryOf(status.error)} />
        </div>
      )}
      <div className="flex flex-none items-center gap-3">
        <div className="min-w-0 flex-1">
          <CommandLine
            oneLine
            text={command}
            shown={commandText([
              publishCommand(sharded),
              parseBytesText(channel || 'channel'),
              bytes.subarray(0, SHOWN_PAYLOAD),
            ])}
          />
        </div>
        {hasValues && (
          <Checkbox
            checked={template}
            onChecked={next => change({ template: next })}
            label="{{ }} is a value"
          />
        )}
        <Checkbox checked={escaped} onChecked={next => change({ escaped: next })} label="\xNN is a byte" />
      </div>
    </section>
  );
}

/** "118 B · valid JSON", or what is wrong with something that begins like JSON. */
function PayloadCheck({ payload, escaped, bytes }: { payload: string; escaped: boolean; bytes: number }) {
  const looksLikeJson = !escaped && /^\s*[[{]/.test(payload);
  const problem = looksLikeJson ? jsonProblem(payload) : null;
  return (
    <span className="truncate text-muted" title={problem ?? undefined}>
      {formatExactBytes(bytes)}
      {looksLikeJson &&
        (problem === null ? ' · valid JSON' : <span className="text-pending"> · not valid JSON</span>)}
      {!looksLikeJson && payload !== '' && (escaped ? ' · bytes' : ' · text')}
    </span>
  );
}
