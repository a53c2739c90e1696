import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';

const tones: Record<PipelineRunState['state'], Tone> = {
  starting: 'accent',
  running: 'accent',
  paused: 'pending',
  stopping: 'pending',
  restarting: 'pending',
  interrupted: 'pending',
  ended: 'plain',
  failed: 'danger',
};

export function StateTag({ state }: { state: PipelineRunState['state'] }) {
  return <Tag tone={tones[state]}>{state}</Tag>;
}
