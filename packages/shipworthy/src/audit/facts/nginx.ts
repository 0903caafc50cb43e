/** A file in the language of nginx, as a tree of directives; includes are not followed here. */
export interface NginxFile {
  path: string
  /** Text of every line, for snippets. */
  lines: string[]
  directives: NginxDirective[]
  /** Conditions or loops of a template engine stand in it: what is left after rendering is not known. */
  isTemplated: boolean
}

export interface NginxDirective {
  name: string
  /** Without quotes and escapes. Placeholders of templates stay as written. */
  args: string[]
  line: number
  column: number
  /** Present for `server { … }` and its kind; empty for blocks of Lua code. */
  block?: NginxDirective[]
}
