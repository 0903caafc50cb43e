import { readModule } from './read-module.ts'
import { describeViolation, type Check } from './violation.ts'

/** What a check says of a tree made for the purpose. */
export function violationsOf(check: Check, files: Record<string, string>): string[] {
  return check(Object.entries(files).map(([path, text]) => readModule(path, text))).map(describeViolation)
}
