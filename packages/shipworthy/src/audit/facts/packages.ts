/** A package.json of the project, with the line each part stands on. */
export interface PackageManifest {
  path: string
  /** Folder of the package, `''` for the root. */
  directory: string
  name?: string
  private: boolean
  version?: string
  type: 'module' | 'commonjs'
  main?: string
  /** Targets of `exports` and `bin`, flattened. */
  exports: ExportTarget[]
  bin: string[]
  scripts: Record<string, Located>
  dependencies: Record<string, Dependency>
  engines?: Located
  packageManager?: string
  /** Patterns of `workspaces` (also from pnpm-workspace.yaml for the root). */
  workspaces: string[]
  /** Key under which other tools keep their settings: `nodemonConfig`, `jest`, `renovate` … */
  keys: string[]
  /** Entries of `imports`, such as `#config`. */
  imports: Record<string, string>
}

export interface Located {
  value: string
  line: number
}

export interface ExportTarget {
  /** `.` or `./server`. */
  subpath: string
  target: string
}

export interface Dependency {
  range: string
  kind: 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies'
  line: number
}

export interface Lockfile {
  path: string
  manager: 'npm' | 'yarn' | 'pnpm' | 'bun'
  tracked: boolean
}
