import type { MessageBoxOptions } from 'electron';

const KEEP = 0;

/**
 * Asks what becomes of running pipelines when the last window closed.
 *
 * @param running how many there are; without any nothing is asked
 * @param show Electron's message box; its answer is the position of the button
 * @returns whether to quit
 */
export async function askBeforeQuitting(
  running: number,
  show: (options: MessageBoxOptions) => Promise<{ response: number }>,
): Promise<boolean> {
  if (running === 0) return true;
  const { response } = await show({
    type: 'question',
    message: running === 1 ? 'A pipeline is running.' : `${running} pipelines are running.`,
    detail:
      'They can go on without a window; start Millrace again to see them. Stopping writes what they hold; they go on from there when Millrace starts again.',
    buttons: ['Keep running in the background', 'Stop and quit'],
    defaultId: KEEP,
    cancelId: KEEP,
    noLink: true,
  });
  return response !== KEEP;
}
