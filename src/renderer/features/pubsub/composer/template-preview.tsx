import { previewText } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { JsonLine } from '../../../ui/json-line.tsx';

/** What the first message of a template will be, while it is written; or what is wrong with it, and where. */
export function TemplatePreview({ template, escaped }: { template: string; escaped: boolean }) {
  const { data } = useEngineQuery('pubsub.previewTemplate', { template, escaped });
  return (
    <p role="status" aria-label="Preview" className="mono min-w-0 truncate">
      {data?.problem ? (
        <span className="font-sans text-danger">
          {data.problem.at !== null && `At character ${data.problem.at + 1}: `}
          {data.problem.message}
        </span>
      ) : (
        data && (
          <>
            <span className="text-muted">→ </span>
            <JsonLine text={previewText(data.payload, data.payload.length < data.size)} />
            <span className="font-sans text-muted"> · {formatExactBytes(data.size)}</span>
          </>
        )
      )}
    </p>
  );
}
