import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { RedisClient } from '../src/main/engine/connections/redis-client.ts';
import { asArray } from '../src/main/engine/connections/replies.ts';
import { readDocs, readInfo } from '../src/main/engine/console/command-table.ts';
import { parseTargetUrl } from '../src/shared/redis/target-url.ts';

// Writes the console's own table of commands, for servers without COMMAND DOCS, from a server that has it:
//   node scripts/command-table.mjs redis://127.0.0.1:6379

const file = fileURLToPath(new URL('../src/main/engine/console/own-commands.ts', import.meta.url));
/** Of all flags, those that something is made of. */
const FLAGS = new Set(['write', 'admin', 'blocking']);

const { target } = parseTargetUrl(process.argv[2] ?? 'redis://127.0.0.1:6379');
const client = await RedisClient.open(target, { purpose: 'command-table' });
const docs = readDocs(await client.call('COMMAND', 'DOCS'));
const infos = asArray(await client.call('COMMAND')).flatMap(readInfo);
client.close();

const lines = infos
  .map(({ name, flags, keys }) => {
    const { group = '', since = '', syntax = '', summary = '', complexity = '' } = docs.get(name) ?? {};
    const kept = [...flags].filter(flag => FLAGS.has(flag)).join(' ');
    return [name, group, since, syntax, summary, complexity, kept, keys.join(' ')]
      .join('\t')
      .replace(/[`\\]|\$(?=\{)/g, '\\$&');
  })
  .sort();
await writeFile(
  file,
  `/** Written by scripts/command-table.mjs from COMMAND DOCS of a server (${lines.length} commands): one a line, fields with tabs between. */\nexport const ownCommands = \`\n${lines.join('\n')}\n\`;\n`,
);
