import { shownText } from '#shared/redis/text.ts';
import { Select } from '../../../ui/select.tsx';

interface PipelineChooserProps {
  names: readonly string[];
  index: number;
  onIndex: (index: number) => void;
}

/** Which pipeline of a file of several is composed. */
export function PipelineChooser({ names, index, onIndex }: PipelineChooserProps) {
  return (
    <div className="flex flex-none items-center gap-2 border-b border-line px-3 py-1">
      <span className="text-muted">
        Pipeline {index + 1} of {names.length}
      </span>
      <Select
        label="Pipeline of this file"
        value={String(index)}
        onValue={next => onIndex(Number(next))}
        options={names.map((name, at) => ({ value: String(at), label: shownText(name) }))}
      />
    </div>
  );
}
