import { useState } from 'react';
import type { ConsoleAnswer } from '#shared/contract/console.ts';
import { cliText } from '#shared/redis/reply/cli-text.ts';
import { replyJson } from '#shared/redis/reply/json-text.ts';
import { isAggregate, isCut, type RedisReply } from '#shared/redis/reply/reply.ts';
import { replyTable } from '#shared/redis/reply/reply-table.ts';
import { cx } from '../../lib/class-names.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { formatCount, UNKNOWN } from '../../lib/format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';

export type AnswerForm = 'cli' | 'table' | 'json';

/** How much is asked for with each press of More. */
const steps = [
  { bytes: 512 * 1024, elements: 4_000 },
  { bytes: 2 * 2 ** 20, elements: 20_000 },
];

interface AnswerViewProps {
  answer: ConsoleAnswer;
  form: AnswerForm;
  tab: { connectionId: string; tabId: string };
}

/** What the server answered, and what that changed. */
export function AnswerView({ answer, form, tab }: AnswerViewProps) {
  const { raw, effects, pushes } = answer;
  const [{ reply, step }, setMore] = useState<{ reply: RedisReply; step: number }>({
    reply: answer.reply,
    step: 0,
  });
  const more = useQueryCall('console.more');
  const next = steps[step];
  const readMore = async () => {
    const read = await more.run({ ...tab, answerId: answer.id, ...next! });
    if (read) setMore({ reply: read.output.reply, step: step + 1 });
  };
  return (
    <>
      {pushes.map((push, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- they are of one answer, and never change
        <ReplyText key={index} reply={push} form={form} raw={false} label="Pushed by the server" />
      ))}
      <ReplyText reply={reply} form={form} raw={raw} />
      {isCut(reply) && (
        <p className="flex flex-wrap items-center gap-2 text-muted">
          {cutText(reply)}
          {next && (
            <Button busy={more.status.state === 'running'} onClick={() => void readMore()}>
              Show more
            </Button>
          )}
        </p>
      )}
      {more.status.state === 'failed' && <ErrorPanel error={more.status.error} onRetry={null} />}
      {effects.length > 0 && (
        <ul aria-label="What changed" className="text-accent-text">
          {effects.map(effect => (
            <li key={effect}>→ {effect}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** "The first 500 of 12,000 elements." */
function cutText(reply: RedisReply): string {
  if (isAggregate(reply)) {
    const unit = reply.type === 'map' ? 2 : 1;
    const [here, all] = [reply.items.length / unit, reply.length / unit];
    if (here < all) return `The first ${formatCount(here)} of ${formatCount(all)}.`;
  }
  if (reply.type === 'string' || reply.type === 'verbatim')
    return `The first ${formatCount(reply.bytes.length)} of ${formatCount(reply.length)} bytes.`;
  return 'Only the first part is here.';
}

interface ReplyTextProps {
  reply: RedisReply;
  form: AnswerForm;
  raw: boolean;
  label?: string;
}

function ReplyText({ reply, form, raw, label }: ReplyTextProps) {
  const table = form === 'table' ? replyTable(reply) : null;
  if (table) return <ReplyTable {...table} />;
  const text = form === 'json' ? replyJson(reply) : cliText(reply, raw);
  return (
    <div className="group flex min-w-0 items-start gap-1">
      <pre
        aria-label={label}
        className={cx(
          'mono min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere',
          reply.type === 'error' && 'text-danger',
        )}
      >
        {text}
      </pre>
      <span className="-my-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
        <CopyButton text={text} label="Copy the answer" />
      </span>
    </div>
  );
}

function ReplyTable({ columns, rows }: NonNullable<ReturnType<typeof replyTable>>) {
  return (
    <div className="max-h-96 max-w-full self-start overflow-auto rounded-md border border-line">
      <table className="mono border-collapse text-left">
        <thead className="sticky top-0 bg-raised">
          <tr>
            {columns.map((column, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- two columns may have the same name
              <th key={index} scope="col" className="px-2.5 py-0.5 font-medium whitespace-nowrap text-muted">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of an answer never change
            <tr key={index} className="border-t border-line-soft">
              {row.map((cell, at) => (
                <td
                  // oxlint-disable-next-line react/no-array-index-key -- as above
                  key={at}
                  title={cell ?? undefined}
                  className="max-w-md truncate px-2.5 py-0.5"
                >
                  {cell ?? <span className="text-muted">{UNKNOWN}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
