import type { CallEvent } from './execution/call-event.ts'

/** A throw or an exit in the same function, or in a function inside it. */
export function endsNearby({ file, call }: CallEvent): boolean {
  for (let index = call.function; index >= 0; index = file.functions[index]!.parent) {
    const { throws, at, end } = file.functions[index]!
    if (throws.length > 0 || /process\.(exit|abort)\(/.test(file.text.slice(at, end))) return true
    if (index === 0) break
  }
  return false
}
