type Environment = Readonly<Record<string, string | undefined>>

/** Whether what is printed is read by GitHub Actions, on stdout and stderr alike. */
export function readsWorkflowCommands(env: Environment): boolean {
  return env['GITHUB_ACTIONS'] === 'true'
}

/** A text in which GitHub Actions finds no command: names and code of a project must not steer the job that audits it. */
export function withoutWorkflowCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [')
}
