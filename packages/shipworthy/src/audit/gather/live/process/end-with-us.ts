const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const

/**
 * Runs `kill` when this process ends, also by Ctrl-C: what was started in a group of its own would outlive it.
 *
 * @returns Takes the promise back.
 */
export function endWithUs(kill: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    kill()
    release()
    // Nobody else listens: it ends this process as it would have without us.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const release = (): void => {
    process.off('exit', kill)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
  process.on('exit', kill)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return release
}
