/** The parts of a tsconfig.json or jsconfig.json that decide where an import leads; paths are from the project root. */
export interface TsConfig {
  path: string
  directory: string
  baseUrl?: string
  /** Pattern → targets from the project root. */
  paths: Record<string, string[]>
  outDir?: string
  rootDir?: string
}
