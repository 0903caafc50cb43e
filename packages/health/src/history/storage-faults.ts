import type { SelfEvent } from '../model/health-events.ts'

/** Several write to one store; that it fails is told by the first of them, and that it works again by the last. */
export function joinStorageFaults(onSelf: (event: SelfEvent) => void): (writer: string) => (event: SelfEvent) => void {
  const failing = new Set<string>()
  return (writer) => (event) => {
    if (event.name !== 'self:storage') return onSelf(event)
    const before = failing.size
    if (event.status === 'healthy') failing.delete(writer)
    else failing.add(writer)
    if ((before === 0) !== (failing.size === 0)) onSelf(event)
  }
}
