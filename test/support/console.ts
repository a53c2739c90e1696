import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsoleOutcome } from '#shared/contract/console.ts';
import type { EngineClient } from '#shared/contract/index.ts';
import { cliText } from '#shared/redis/reply/cli-text.ts';
import { parseTargetUrl } from '#shared/redis/target-url.ts';
import { openTestPage, startTestEngine } from './engine-client.ts';

/** A page of an engine with one connection, and a tab of its console. */
export interface TestConsole {
  readonly engine: EngineClient;
  readonly tab: { connectionId: string; tabId: string };
  /** Runs lines that belong together; a question is an outcome. */
  run(...lines: string[]): Promise<ConsoleOutcome>;
  /** What the console shows below one line, which is not asked about. */
  say(line: string): Promise<string>;
  /** The same with the question answered. */
  confirm(line: string): Promise<string>;
  /** What is asked before a line; null where it is just run. */
  question(line: string): Promise<string | null>;
  stop(): Promise<void>;
}

/** @param url of the server; `settingsFolder` keeps what a run of Millrace leaves */
export async function openConsole(url: string, settingsFolder?: string, tabId = 'one'): Promise<TestConsole> {
  const folder = settingsFolder ?? (await mkdtemp(join(tmpdir(), 'millrace-console-')));
  const { target, password } = parseTargetUrl(url);
  const engine = await startTestEngine(folder, {
    redis: { variable: 'REDIS_URL', target, password: password ?? undefined },
  });
  const page = await openTestPage(engine);
  const { client } = page;
  const [connection] = await overview(client);
  const tab = { connectionId: connection!.profileId, tabId };
  const run = (lines: string[], confirmed: boolean) => client.console.run({ ...tab, lines, confirmed });
  const shown = (outcome: ConsoleOutcome) => {
    if (outcome.kind !== 'answers') throw new Error(`not answered: ${JSON.stringify(outcome)}`);
    return outcome.answers.map(({ reply, raw }) => cliText(reply, raw)).join('\n');
  };
  return {
    engine: client,
    tab,
    run: (...lines) => run(lines, false),
    say: async line => shown(await run([line], false)),
    confirm: async line => shown(await run([line], true)),
    async question(line) {
      const outcome = await run([line], false);
      return outcome.kind === 'ask' ? outcome.question.sentences.join(' ') : null;
    },
    async stop() {
      page.close();
      await engine.close();
      if (settingsFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is open, once one of it is ready. */
async function overview(client: EngineClient) {
  for await (const { open } of client.connections.watch())
    if (open.some(({ state }) => state.state === 'ready')) return open;
  throw new Error('It was never ready.');
}
