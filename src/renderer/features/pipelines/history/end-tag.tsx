import type { KeptRun } from '#shared/contract/run-history.ts';
import { Tag, type Tone } from '../../../ui/tag.tsx';

const tones: Record<KeptRun['end'], Tone> = {
  done: 'ok',
  stopped: 'plain',
  interrupted: 'pending',
  failed: 'danger',
};

/** How a run ended. */
export function EndTag({ end }: { end: KeptRun['end'] }) {
  return <Tag tone={tones[end]}>{end}</Tag>;
}
