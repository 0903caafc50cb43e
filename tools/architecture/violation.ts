import type { SourceModule } from './source-module.ts'

/** A place that breaks a rule of the house. */
export interface Violation {
  path: string
  line: number
  message: string
}

export type Check = (modules: readonly SourceModule[]) => Violation[]

export function describeViolation({ path, line, message }: Violation): string {
  return `${path}:${line} ${message}`
}
