import { Check, X } from 'lucide-react';
import type { LessonStep } from '#shared/contract/lessons.ts';

interface StepListProps {
  label: string;
  steps: readonly LessonStep[];
}

/** Commands with what the server answered, in the order in which they were sent. */
export function StepList({ label, steps }: StepListProps) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-left">
      <thead className="text-xs/[18px] text-muted">
        <tr>
          <th className="w-[132px] font-medium">connection</th>
          <th className="w-[200px] font-medium">command</th>
          <th className="font-medium">answer of the server</th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ who, command, reply, isError }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a list of steps is made once and never changes
          <tr key={index} className="border-t border-line-soft align-top">
            <td className="py-0.5 text-muted">{who}</td>
            <td className="mono py-0.5 pr-2 wrap-anywhere">{command}</td>
            <td className={`mono py-0.5 wrap-anywhere ${isError ? 'text-danger' : ''}`}>
              {isError ? (
                <X size={12} aria-label="refused:" className="mr-1 inline" />
              ) : (
                <Check size={12} aria-hidden className="mr-1 inline text-ok" />
              )}
              {reply}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
