import type { Flow } from '#shared/contract/flow.ts';
import { cx } from '../../../lib/class-names.ts';
import type { Tone } from '../../../ui/tag.tsx';
import { jointsInWords } from './joint-words.ts';

const colors: Record<Tone, string> = {
  plain: 'text-muted',
  accent: 'text-accent-text',
  pending: 'font-medium text-pending',
  danger: 'font-medium text-danger',
  ok: 'text-ok',
};

/** What flows where, in words: the picture for whoever does not see it, and its figures for whoever does. */
export function JointList({ flow }: { flow: Flow }) {
  return (
    <ul aria-label="Joints" className="@container min-h-0 flex-1 overflow-y-auto">
      {jointsInWords(flow).map(({ id, title, place, link, rates, state, tone }) => (
        <li
          key={id}
          className="grid items-baseline gap-x-4 border-b border-line-soft px-3 py-1 @2xl:grid-cols-[3fr_3fr_3fr_4fr]"
        >
          <p className="min-w-0 font-medium wrap-anywhere">{title}</p>
          <p className="mono min-w-0 wrap-anywhere text-muted">
            {link === null ? (
              place
            ) : (
              <a href={link} className="rounded-sm underline-offset-2 hover:text-accent-text hover:underline">
                {place}
              </a>
            )}
          </p>
          <p className="min-w-0 text-muted">{rates}</p>
          <p className={cx('min-w-0', colors[tone])}>{state}</p>
        </li>
      ))}
    </ul>
  );
}
