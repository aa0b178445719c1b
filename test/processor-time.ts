/** Milliseconds of this process's own work, whatever else the machine does meanwhile. */
export function processorMs(action: () => void): number {
  const started = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
