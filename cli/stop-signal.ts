/**
 * Resolves at the first Ctrl+C or termination. A second one, while the first is being obeyed, ends the
 * process at once.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    function stop(): void {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      resolve();
    }
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
