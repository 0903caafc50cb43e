import { absence, settingAt } from '../../derive/evidence.ts'
import type { FilesView } from '../../derive/files-view.ts'
import type { RepositoryView } from '../../derive/repository-view.ts'
import type { PackageManifest } from '../../facts/packages.ts'
import { baseName } from '../../facts/paths.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const CONFIGURATION =
  /^(\.\.\/)*(\.github\/dependabot\.ya?ml|\.dependabot\/config\.ya?ml|((\.github|\.gitlab)\/)?(renovate\.json5?|\.renovaterc(\.json5?)?))$/
const HOSTING =
  /^(\.\.\/)*(\.github|\.gitlab|\.circleci|\.gitlab-ci\.yml|bitbucket-pipelines\.yml|azure-pipelines\.yml)/

export default defineRule({
  id: 'dependencies/no-updater',
  catalogue: 'SC11',
  title: 'Nothing keeps the dependencies up to date',
  severity: 'info',
  confidence: 'proven',
  needs: ['files', 'packages', 'repository'],
  why: 'Fixes of security holes arrive as new versions. Where nobody proposes them they are installed late, and the longer the distance, the harder the step.',
  remedies: [
    {
      for: 'github',
      effort: 'S',
      text: 'Let Dependabot propose updates, grouped, once a week: .github/dependabot.yml.',
      code: 'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n    schedule: { interval: weekly }\n    groups:\n      minor: { update-types: [minor, patch] }',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'On GitLab, Bitbucket or Azure use Renovate: renovate.json.',
      code: '{ "extends": ["config:recommended"] }',
    },
  ],
  references: [
    {
      title: 'GitHub: configuring Dependabot version updates',
      url: 'https://docs.github.com/en/code-security/dependabot/dependabot-version-updates/configuring-dependabot-version-updates',
    },
    { title: 'Renovate', url: 'https://docs.renovatebot.com/' },
    {
      title: 'OpenSSF Scorecard: dependency update tool',
      url: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#dependency-update-tool',
    },
  ],
  falsePositives: [
    'Dependabot that is switched on in the settings of GitHub; it shows only where a workflow handles its pull requests.',
    'Renovate that is configured in package.json or run by a workflow.',
  ],
  examples: [
    {
      name: 'Dependabot',
      outcome: 'pass',
      files: project('express@5', { 'server.js': '', '.github/dependabot.yml': 'version: 2\n' }),
    },
    {
      name: 'Renovate, configured in package.json',
      outcome: 'pass',
      files: {
        'package.json':
          '{"private":true,"dependencies":{"express":"^5.0.0"},"renovate":{"extends":["config:recommended"]}}',
      },
    },
    {
      name: 'Dependabot from the settings of GitHub, seen in the workflow that merges its pull requests',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': '',
        '.github/workflows/merge.yml':
          'on: pull_request\njobs:\n  merge:\n    steps:\n      - uses: dependabot/fetch-metadata@v2\n',
      }),
    },
    {
      name: 'a configuration in the folder above',
      outcome: 'pass',
      files: project('express@5', { 'server.js': '', '../.github/dependabot.yml': 'version: 2\n' }),
    },
    { name: 'neither', outcome: 'fail', line: 8, files: project('express@5', { 'server.js': '' }) },
    { name: 'no dependencies', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'a package.json that cannot be read and may hold the configuration',
      outcome: 'unknown',
      files: { ...project('express@5', { 'server.js': '' }), 'tools/package.json': '{"renovate": {}' },
    },
  ],
  evaluate({ files, packages, repository }) {
    const dependency = packages.manifests.flatMap(({ path, dependencies }) =>
      Object.entries(dependencies).map(([name, { range, line }]) => settingAt(path, line, `"${name}": "${range}"`)),
    )[0]
    if (!dependency) return notApplicable('package.json names no dependencies')
    const found =
      configurationIn(files) ??
      configuredPackage([...packages.manifests, ...repository.outerPackages]) ??
      botAtWork(repository)
    if (found) return pass(found)
    if (!files.git && files.matching(HOSTING).length === 0)
      return unknown('the folder is not a git repository, so its settings are not here')
    return fail([
      {
        message: 'no Dependabot or Renovate configuration: security fixes wait until somebody looks for them',
        evidence: [absence('no dependabot.yml, renovate.json or "renovate" in package.json', dependency)],
      },
    ])
  },
})

function configurationIn(files: FilesView): Evidence | undefined {
  const [path] = files.matching(CONFIGURATION)
  return path ? settingAt(path, 1, baseName(path)) : undefined
}

function configuredPackage(manifests: readonly PackageManifest[]): Evidence | undefined {
  const manifest = manifests.find(({ keys }) => keys.includes('renovate'))
  return manifest && settingAt(manifest.path, undefined, '"renovate"')
}

/** Workflows that run Renovate, or that act on the pull requests of Dependabot. */
function botAtWork({ pipelines }: RepositoryView): Evidence | undefined {
  for (const { path, uses, commands } of pipelines) {
    const action = uses.find(({ name }) => /^(renovatebot\/github-action|dependabot\/fetch-metadata)@/.test(name))
    if (action) return settingAt(path, action.line, action.name)
    const command = commands.find(({ text }) => /(^|\s)(npx|pnpm dlx)\s+(-\S+\s+)*renovate\b/.test(text))
    if (command) return settingAt(path, command.line, command.text)
  }
  return undefined
}
