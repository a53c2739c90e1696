import type { Target } from '#shared/redis/target.ts';
import { PipelineService } from '#engine/pipelines/supervise/service.ts';

/** A Millrace without a page, to be killed: it runs one pipeline of a settings folder. */
const [settingsFolder, target, id] = process.argv.slice(2) as [string, string, string];
const service = await PipelineService.open({
  settingsFolder,
  readOnly: null,
  log: () => {},
  userAgent: 'Millrace tests',
  access: async () => ({ target: JSON.parse(target) as Target, password: undefined }),
  isSandbox: () => false,
  connectionName: () => 'local',
});
await service.start(id, 'c', false, null);
