import type { Layer } from './layers.ts'

/** What is wrong with the table itself. `exists` answers for paths below the source folder. */
export function checkLayerTable(layers: readonly Layer[], exists: (path: string) => boolean): string[] {
  const names = new Set(layers.map(({ name }) => name))
  return layers.flatMap(({ name, paths, mayImport, packages, node }) => [
    ...(layers.filter((other) => other.name === name).length > 1 ? [`${name} has two rows`] : []),
    ...paths.filter((path) => !exists(path)).map((path) => `${name} names ${path}, which does not exist`),
    ...mayImport.filter((other) => !names.has(other)).map((other) => `${name} may import ${other}, which has no row`),
    ...(mayImport.includes('cli') ? [`${name} may import cli, which nothing may`] : []),
    ...(node ? [] : impureNeeds(layers, mayImport).map((other) => `${name} is pure, but may import ${other}`)),
    ...(node || packages.length === 0 ? [] : [`${name} is pure, but may use ${packages.join(', ')}`]),
  ])
}

function impureNeeds(layers: readonly Layer[], mayImport: readonly string[]): string[] {
  return layers.filter(({ name, node }) => node && mayImport.includes(name)).map(({ name }) => name)
}
