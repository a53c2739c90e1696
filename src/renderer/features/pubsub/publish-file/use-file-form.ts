import { useState } from 'react';
import { readFilePlan } from './file-plan.ts';
import { useFilePublisher } from './file-publisher.ts';

/** The file of a place of the page with what is typed beside it, ready to be started. */
export function useFileForm(
  connectionId: string,
  place: 'composer' | 'replay',
  command: 'PUBLISH' | 'SPUBLISH',
) {
  const publisher = useFilePublisher(connectionId, place);
  const { draft, check, plan } = publisher;
  const [problem, setProblem] = useState<string | null>(null);
  const kind = check?.kind ?? (place === 'replay' ? 'recording' : 'lines');
  const start = () => {
    const read = readFilePlan(draft, kind);
    setProblem('problem' in read ? read.problem : null);
    if (!('problem' in read)) publisher.start({ command, ...read });
  };
  return {
    publisher,
    kind,
    problem,
    start,
    canStart: check?.state === 'done' && check.messages > 0 && publisher.phase !== 'checking',
    /** With the plan that it was begun with. */
    continueFrom: (line: number) => {
      if (plan) publisher.start(plan, line);
    },
    setDraft: (changes: Partial<typeof draft>) => {
      setProblem(null);
      publisher.setDraft(changes);
    },
  };
}
