import { checkCommand } from './check-command.ts'

/** A workflow that checks, shows the report in the summary of the run, and uploads SARIF; with no right it does not need. */
export function githubWorkflow(folder: string): string {
  return `# Is the service fit for production? Written by \`shipworthy init\`; change it as you like.
name: Shipworthy

on:
  push:
    branches: [main, master]
  pull_request:

permissions:
  contents: read

jobs:
  shipworthy:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      # To show findings under Security, Code scanning, and in pull requests.
      security-events: write
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version: 24
      - run: ${checkCommand(folder, ['--format markdown', '-o "$GITHUB_STEP_SUMMARY"', '-o shipworthy.sarif', '-o -'])}
      # Also when the check fails; a pull request from a fork may not upload. Private repositories need code scanning for it.
      - uses: github/codeql-action/upload-sarif@v4
        if: always() && hashFiles('shipworthy.sarif') != '' && github.event.pull_request.head.repo.fork != true
        with:
          sarif_file: shipworthy.sarif
`
}
