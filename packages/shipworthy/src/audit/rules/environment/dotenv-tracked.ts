import { settingAt } from '../../derive/evidence.ts'
import { isPlaceholder, isSecretName, looksGenerated } from '../../facts/secret-values.ts'
import type { EnvironmentFile } from '../../facts/settings.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const BASE = project('express@5', { 'server.js': "require('express')().listen(3000)\n" })

export default defineRule({
  id: 'environment/dotenv-tracked',
  catalogue: 'EN02',
  title: 'A .env file is tracked by git',
  severity: 'warning',
  confidence: 'structural',
  needs: ['repository', 'environment', 'files'],
  why: 'Whatever is in it stays in the history for good and reaches everybody who can read the repository, CI logs and images included.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Replace the secrets in it, take the file out of git and keep an example with empty values.',
      code: 'git rm --cached .env && echo .env >> .gitignore',
    },
  ],
  references: [
    { title: 'The Twelve-Factor App: III. Config', url: 'https://12factor.net/config' },
    { title: 'OWASP ASVS 5.0, V13.3.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    '.env.example, .env.test and .env.development.',
    'Placeholders and paths: a warning, not a critical.',
  ],
  examples: [
    { name: 'only an example is tracked', outcome: 'pass', files: { ...BASE, '.env.example': 'DATABASE_URL=\n' } },
    { name: 'test settings', outcome: 'pass', files: { ...BASE, '.env.test': 'JWT_SECRET=thisisasamplesecret\n' } },
    {
      name: 'settings without a secret',
      outcome: 'fail',
      severity: 'warning',
      files: { ...BASE, '.env': 'PORT=3000\nLOG_LEVEL=info\n' },
    },
    {
      name: 'a generated secret',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      files: { ...BASE, '.env.production': 'PORT=3000\nJWT_SECRET=q8Zr2Lw9Xk4Tn7Vb1Hs6Jd3Fm5Pc0Ya\n' },
    },
    { name: 'no package', outcome: 'not-applicable', files: { 'README.md': '# notes\n' } },
    { name: 'a file that is not text', outcome: 'unknown', files: { ...BASE, '.env': '\0\u0001' } },
  ],
  evaluate({ repository, environment, files }) {
    const hasProject = files.paths.some((path) => path.endsWith('package.json'))
    if (!hasProject) return notApplicable('no package.json')
    if (!repository.git) return unknown('the folder is not a git work tree, so what is tracked is not known')
    const tracked = environment.real.filter(({ tracked: isTracked }) => isTracked)
    if (tracked.length > 0) return fail(tracked.map(findingOf))
    if (!files.paths.some((path) => path.endsWith('package.json')) || environment.files.length === 0)
      return passWithout(files.paths.length)
    return pass(
      environment.files.slice(0, 2).map(({ path }) => settingAt(path, 1, undefined, 'an example or a test file')),
    )
  },
})

function passWithout(files: number) {
  return pass(settingAt('package.json', 1, undefined, `none of ${files} files is a .env file`))
}

function findingOf({ path, entries }: EnvironmentFile): FindingDraft {
  const secret = entries.find(
    ({ name, value }) =>
      (isSecretName(name) || /^[a-z]+:\/\/[^:@/]+:[^@/]{8,}@(?!localhost|127\.|db\b|postgres\b)/.test(value)) &&
      !isPlaceholder(value, name) &&
      looksGenerated(value),
  )
  const shown = secret ?? entries[0]
  const evidence = [settingAt(path, shown?.line ?? 1, shown && `${shown.name}=••••`)]
  return secret
    ? { message: `${path} is tracked and holds a generated ${secret.name}`, evidence, severity: 'critical' }
    : { message: `${path} is tracked by git`, evidence }
}
