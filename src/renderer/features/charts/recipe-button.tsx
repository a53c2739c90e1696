import { Workflow } from 'lucide-react';
import { go } from '../../lib/navigation.ts';
import { Button } from '../../ui/button.tsx';

/** Goes to the pipeline that makes what an empty chart would show. */
export function RecipeButton({ id, children }: { id: string; children: string }) {
  return (
    <Button icon={<Workflow size={14} aria-hidden />} onClick={() => go('pipelines', { pipeline: id })}>
      {children}
    </Button>
  );
}
