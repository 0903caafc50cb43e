#!/usr/bin/env node
// Runs before anything that needs a recent Node.js, so that an old one gets a sentence and not a syntax error.
const MINIMUM = [22, 13] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
  process.stderr.write(
    `shipworthy: Node.js ${process.versions.node} is too old; shipworthy needs ${MINIMUM.join('.')} or newer. ` +
      'Install a supported release from https://nodejs.org and run the command again. (SW_ERR_NODE_TOO_OLD)\n',
  )
  process.exitCode = 2
} else {
  // What nobody catches must not end like a gate that failed, with 1.
  process.once('uncaughtException', (error) => {
    process.stderr.write(`shipworthy: shipworthy itself failed: ${JSON.stringify(error.message)}. (SW_ERR_INTERNAL)\n`)
    if (process.argv.includes('--debug')) process.stderr.write(`${error.stack}\n`)
    process.exit(4)
  })
  void import('node:module')
    .then(({ enableCompileCache }) => {
      enableCompileCache()
      return import('./run-cli.ts')
    })
    .then(({ runCli }) => runCli(process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode
    })
}
