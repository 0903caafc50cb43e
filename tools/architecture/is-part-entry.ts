/** What people import of one part of the kit: `@shipworthy/kit/limits`. */
export function isPartEntry(path: string): boolean {
  return /^packages\/kit\/src\/[^/]+\/index\.ts$/.test(path)
}
