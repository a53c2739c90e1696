import { costlyQuestions } from './costly.ts';
import { keyQuestions } from './keys.ts';
import type { Asked, Question, Questioner } from './question.ts';
import { scriptQuestions } from './scripts.ts';
import { questionByFlags, serverQuestions } from './server.ts';
import { streamQuestions } from './streams.ts';

const questioners: Readonly<Record<string, Questioner>> = {
  ...keyQuestions,
  ...streamQuestions,
  ...serverQuestions,
  ...costlyQuestions,
  ...scriptQuestions,
};

/**
 * What to ask before a command is sent; null where nothing is to be asked. What is not in a table is judged by what the server says of it.
 *
 * @param flagsOf the flags of a command by COMMAND INFO, `CONFIG SET` or `GET`
 */
export async function questionOf(
  asked: Asked,
  flagsOf: (name: string) => ReadonlySet<string>,
): Promise<Question | null> {
  const [name = '', sub = ''] = asked.words.map(word => word.toUpperCase());
  const both = `${name} ${sub}`;
  const questioner = own(both) ?? own(name);
  if (questioner) return questioner(asked);
  const flags = flagsOf(both);
  return flags.size > 0 ? questionByFlags(both, flags) : questionByFlags(name, flagsOf(name));
}

function own(name: string): Questioner | undefined {
  return Object.hasOwn(questioners, name) ? questioners[name] : undefined;
}
