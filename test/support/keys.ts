import type { z } from 'zod';
import type { ActionPreview, ActionProgress } from '#shared/contract/actions.ts';
import { keyActionSchema } from '#shared/contract/key-actions.ts';
import { ActionJob } from '#engine/actions/job.ts';
import type { Commands } from '#engine/connections/commands.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { applyKeyAction, previewKeyAction } from '#engine/keys/actions/actions.ts';
import type { TestServer } from './redis-server.ts';

export type KeyActionInput = z.input<typeof keyActionSchema>;

export function previewKey(commands: Commands, action: KeyActionInput): Promise<ActionPreview> {
  return previewKeyAction(commands, keyActionSchema.parse(action));
}

/** Runs an action to its end, on a connection of its own. */
export async function applyKey(
  server: TestServer,
  action: KeyActionInput,
  job = new ActionJob(),
): Promise<ActionProgress> {
  const dedicated = (options: Parameters<typeof RedisClient.open>[1]) =>
    RedisClient.open(server.target(), options);
  await applyKeyAction({ dedicated }, keyActionSchema.parse(action), job);
  return job.state();
}
