import { JsonScanner } from '../json/scanner.ts';
import { problemAt, type Problem } from './problems.ts';

interface Container {
  /** The lines of the members so far; null in a list. */
  members: Map<string, number> | null;
  /** Where we are in it. */
  step: string | number;
}

/**
 * Members that an object of a JSON text has twice. JSON.parse takes the last of them without a word, and whoever wrote the first believes that it
 * counts.
 *
 * @param text valid JSON
 */
export function repeatedMembers(text: string): Problem[] {
  const problems: Problem[] = [];
  const scanner = new JsonScanner(text);
  const around: Container[] = [];
  let line = 1;
  let counted = 0;
  while (scanner.next()) {
    const inside = around.at(-1);
    switch (scanner.kind) {
      case 'open':
        around.push(
          text[scanner.start] === '{' ? { members: new Map(), step: '' } : { members: null, step: 0 },
        );
        break;
      case 'close':
        around.pop();
        break;
      case 'comma':
        if (typeof inside?.step === 'number') inside.step++;
        break;
      case 'key': {
        const name = JSON.parse(text.slice(scanner.start, scanner.end)) as string;
        for (; counted < scanner.start; counted++) if (text[counted] === '\n') line++;
        const first = inside!.members!.get(name);
        inside!.step = name;
        if (first === undefined) inside!.members!.set(name, line);
        else {
          const where = first === line ? `in line ${line}` : `in the lines ${first} and ${line}`;
          const path = around.map(({ step }) => step);
          problems.push(problemAt(path, `is given twice, ${where}`, 'each member once'));
        }
        break;
      }
      case 'string':
      case 'number':
      case 'literal':
      case 'colon':
      case 'junk':
        break;
    }
  }
  return problems;
}
