import { isPartEntry } from './is-part-entry.ts'
import type { Check } from './violation.ts'

/** A file that only passes on what others export hides where things live; only the entries of a package may, and what is generated. */
export const checkBarrels: Check = (modules) =>
  modules
    .filter(
      ({ path }) => !/^packages\/[^/]+\/src\/(index|plugin)\.ts$|\.generated\.ts$/.test(path) && !isPartEntry(path),
    )
    .filter(({ program, imports }) => {
      const passesOn = imports.some(({ form }) => form === 're-export')
      return passesOn && program.body.every(({ type }) => /^(Import|Export(All|Named))Declaration$/.test(type))
    })
    .filter(({ program }) =>
      program.body.every((statement) => !('declaration' in statement) || statement.declaration === null),
    )
    .map(({ path }) => ({ path, line: 1, message: 'only passes on the exports of other files' }))
