/** The words of a command line as a POSIX shell splits them: quotes, backslashes and continued lines; nothing is expanded. */
export function shellWords(line: string): { words: string[] } | { problem: string } {
  const words: string[] = [];
  let word: string | null = null;
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (character === "'") {
      const end = line.indexOf("'", index + 1);
      if (end < 0) return { problem: "A single quote (') is not closed." };
      word = (word ?? '') + line.slice(index + 1, end);
      index = end;
    } else if (character === '"') {
      word ??= '';
      for (index++; line[index] !== '"'; index++) {
        if (index >= line.length) return { problem: 'A double quote (") is not closed.' };
        if (line[index] === '\\' && /["\\$`]/.test(line[index + 1] ?? '')) index++;
        word += line[index];
      }
    } else if (character === '\\') {
      index++;
      if (line[index] === '\n') continue;
      word = (word ?? '') + (line[index] ?? '\\');
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== null) words.push(word);
  return { words };
}
