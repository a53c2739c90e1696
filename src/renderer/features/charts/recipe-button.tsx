import { Workflow } from 'lucide-react';
import { useNavigation } from '../../lib/navigation.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { Button } from '../../ui/button.tsx';

/** Goes to the pipeline that makes what an empty chart would show. */
export function RecipeButton({ id, children }: { id: string; children: string }) {
  const go = useNavigation(navigation => navigation.go);
  const [, choose] = useRemembered('pipelines.chosen', '');
  return (
    <Button
      icon={<Workflow size={14} aria-hidden />}
      onClick={() => {
        choose(id);
        go('pipelines');
      }}
    >
      {children}
    </Button>
  );
}
