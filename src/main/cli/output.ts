import { writeFile } from 'node:fs/promises';

/** Resolves when the text has left for good; a reader that went away is an error. */
export function writeStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, error => (error ? reject(error) : resolve()));
  });
}

export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

export async function writeReport(path: string, report: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}
