import type { Program } from 'oxc-parser'

/** How one file names another. */
export interface ImportEdge {
  specifier: string
  line: number
  form: 'import' | 're-export' | 'dynamic' | 'require' | 'type'
  /** Erased when types are stripped. */
  typeOnly: boolean
  /** Path of the file of this tree it leads to; absent for packages and for what is only known at run time. */
  resolved?: string
}

/** One source file as the checks see it. Paths are relative to the root of the tree, with forward slashes. */
export interface SourceModule {
  path: string
  text: string
  program: Program
  imports: ImportEdge[]
  /** Names it exports; `default` for the default export. */
  exports: string[]
  lineAt: (offset: number) => number
}
