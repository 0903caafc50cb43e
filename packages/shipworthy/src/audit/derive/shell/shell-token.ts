/** A piece of a shell text, as POSIX calls them in "Shell Command Language", 2.3. */
export type ShellToken =
  | { kind: 'word'; raw: string; at: number; nested: readonly NestedText[] }
  | { kind: 'operator'; text: string; at: number }
  /** `2>`: an operator with the descriptor before it. */
  | { kind: 'redirection'; text: string; at: number }
  | { kind: 'newline'; at: number }
  | { kind: 'heredoc'; text: string; at: number }

/** What stands between `$(` and `)`, between backquotes, or in `<(…)`. */
export interface NestedText {
  text: string
  at: number
}
