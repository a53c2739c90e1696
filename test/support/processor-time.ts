/** How long this thread was at work during `work`, in ms: a machine that is busy with other things does not make it longer. */
export function processorTime(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
