import { checkConfigSnippet } from './check-config-snippet.ts'
import { checkScrapeConfig, isScrapeConfig } from './check-scrape-config.ts'
import { checkService, isService } from './check-service.ts'
import { checkGitLab, isGitLab } from './check-git-lab.ts'
import { checkTypeScript } from './check-type-script.ts'
import { checkWorkflow, isWorkflow } from './check-workflow.ts'
import type { Snippet } from './read-snippets.ts'
import { runShellCommand } from './run-shell-command.ts'
import { sampleOutput, withoutDurations } from './sample-output.ts'
import type { Sandbox } from './sandbox.ts'
import { shellCommands } from './shell-commands.ts'

/** Proves that a snippet holds, or throws. What nothing here knows how to prove may not stand in a document. */
export async function checkSnippet(snippet: Snippet, sandbox: Sandbox): Promise<void> {
  const { language, code, outputOf } = snippet
  if (outputOf !== undefined) return checkOutput(outputOf, code)
  if (language === 'ts' && isService(code)) return checkService(snippet, sandbox)
  if (language === 'ts') return checkTypeScript(snippet, sandbox)
  if (language === 'yaml' && isWorkflow(code)) return checkWorkflow(code, sandbox)
  if (language === 'yaml' && isScrapeConfig(code)) return checkScrapeConfig(code, sandbox.root)
  if (language === 'yaml' && isGitLab(code)) return checkGitLab(code, sandbox)
  if (/^(json|jsonc|yaml)$/.test(language)) return checkConfigSnippet(code, language, sandbox.root)
  if (language !== 'sh') throw new Error(`nothing here knows how to check a snippet in "${language}"`)
  for (const words of shellCommands(code)) runShellCommand(words, sandbox)
}

function checkOutput(command: string, shown: string): void {
  if (command !== 'npm run check') throw new Error(`nothing here knows the output of: ${command}`)
  const real = sampleOutput()
  if (withoutDurations(real) !== withoutDurations(shown))
    throw new Error(`the output shown is out of date; npm run generate brings it up to date. It is now:\n${real}`)
}
