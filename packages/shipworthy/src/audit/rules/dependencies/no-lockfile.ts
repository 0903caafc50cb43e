import { absence, settingAt } from '../../derive/evidence.ts'
import { installThatNeedsLockfile } from '../../derive/containers/installs.ts'
import type { RepositoryView } from '../../derive/repository-view.ts'
import type { Lockfile, PackageManifest } from '../../facts/packages.ts'
import { baseName, folderOf, isInside } from '../../facts/paths.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = "require('express')().listen(3000)\n"

export default defineRule({
  id: 'dependencies/no-lockfile',
  catalogue: 'SC01',
  title: 'No lockfile in the repository',
  severity: 'warning',
  confidence: 'proven',
  needs: ['repository', 'packages', 'containers', 'files', 'service'],
  why: 'Without a lockfile every install resolves the whole tree anew. What is tested is not what is deployed, a rollback does not bring the old packages back, and a malicious release of any transitive package is installed at once.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Create the lockfile, take it out of .gitignore and commit it.',
      code: 'npm install --package-lock-only\ngit add -f package-lock.json',
    },
  ],
  references: [
    { title: 'npm: package-lock.json', url: 'https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json' },
    {
      title: 'Node.js best practices, 5.4: lock dependencies',
      url: 'https://github.com/goldbergyoni/nodebestpractices/blob/master/sections/production/lockdependencies.md',
    },
    {
      title: 'OpenSSF Scorecard: pinned dependencies',
      url: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies',
    },
  ],
  falsePositives: [
    'A workspace whose lockfile lies at the root, above the audited folder.',
    'A published library, whose users resolve its dependencies themselves.',
  ],
  examples: [
    {
      name: 'a lockfile',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER, 'package-lock.json': '{}' }),
    },
    {
      name: 'a lockfile at the root of the workspace, above',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER, '../../pnpm-lock.yaml': '' }),
    },
    {
      name: 'none',
      outcome: 'fail',
      severity: 'warning',
      line: 8,
      files: project('express@5', { 'server.js': SERVER }),
    },
    {
      name: 'a lockfile that git ignores',
      outcome: 'fail',
      says: '.gitignore',
      line: 2,
      files: project('express@5', { 'server.js': SERVER, '.gitignore': 'node_modules\npackage-lock.json\n' }),
    },
    {
      name: 'npm ci, which needs one',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      files: project('express@5', {
        'server.js': SERVER,
        Dockerfile: 'FROM node:24\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'npm ci only where there is one',
      outcome: 'fail',
      severity: 'warning',
      files: project('express@5', {
        'server.js': SERVER,
        Dockerfile:
          'FROM node:24\nCOPY . .\nRUN if [ -f package-lock.json ]; then npm ci; else npm install; fi\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'a published library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","version":"1.0.0","main":"index.js","dependencies":{"ms":"^2.0.0"}}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'a package that may be a service or a library',
      outcome: 'unknown',
      files: { 'package.json': '{"name":"api","dependencies":{"express":"^5.0.0"}}' },
    },
  ],
  evaluate({ repository, packages, containers, files, service }) {
    const owners = topPackages(packages.manifests).filter(({ path }) => files.classOf(path) === 'production')
    if (owners.length === 0) return notApplicable('package.json names no dependencies')
    const committed = repository.lockfiles.filter(({ tracked }) => tracked)
    const missing = owners.filter((owner) => !lockfileFor(owner, committed))
    if (missing.length === 0) {
      const found = owners.map((owner) => lockfileFor(owner, committed)!)
      return pass(
        found.map(({ path }) => settingAt(path, 1, baseName(path))),
        found.length,
      )
    }
    const mayBeLibrary = containers.images.length === 0 && missing.every((owner) => !owner.private)
    if (mayBeLibrary && service.isService === false) return notApplicable(`a library: ${service.reason}`)
    if (mayBeLibrary && service.isService === 'unknown') {
      return unknown(`${service.reason}, so this may be a library, which needs no lockfile`)
    }
    const broken =
      repository.lockfiles.length === 0
        ? installThatNeedsLockfile(containers, repository.pipelines)?.evidence
        : undefined
    const findings = missing.map((owner) => describe(owner, repository, broken))
    return fail(findings, owners.length - missing.length)
  },
})

/** Packages with dependencies that lie in no other package: a workspace is locked at its root. */
function topPackages(manifests: readonly PackageManifest[]): PackageManifest[] {
  const locked = manifests.filter(
    ({ dependencies, workspaces }) => Object.keys(dependencies).length + workspaces.length > 0,
  )
  return locked.filter(
    ({ directory }) => !locked.some((other) => other.directory !== directory && isInside(directory, other.directory)),
  )
}

function lockfileFor({ directory }: PackageManifest, lockfiles: readonly Lockfile[]): Lockfile | undefined {
  return lockfiles.find(({ path }) => path.startsWith('../') || isInside(directory, folderOf(path)))
}

function describe(owner: PackageManifest, repository: RepositoryView, broken: Evidence | undefined): FindingDraft {
  const anchor = settingAt(owner.path, Object.values(owner.dependencies)[0]?.line ?? 1, '"dependencies"')
  const nothing = absence(`no lockfile in ${owner.directory || 'the project'} or above`, anchor)
  if (broken) {
    return {
      message: 'the install ends with an error: this command needs a lockfile, and the repository has none',
      evidence: [broken, nothing],
      severity: 'critical',
    }
  }
  const uncommitted = lockfileFor(owner, repository.lockfiles)
  if (uncommitted) {
    const evidence = settingAt(uncommitted.path, 1, baseName(uncommitted.path), 'not known to git')
    return {
      message: `${uncommitted.path} is not committed: every other checkout resolves other versions`,
      evidence: [evidence],
    }
  }
  const ignored = ignoringLine(owner, repository)
  return ignored
    ? {
        message: `${ignored.file} keeps the lockfile out of git: every install resolves other versions`,
        evidence: [ignored],
      }
    : { message: 'no lockfile: every install resolves other versions', evidence: [nothing] }
}

const LOCK_NAMES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb']

/** The line of a .gitignore that leaves a lockfile out; that of the package manager in use before others. */
function ignoringLine(
  { directory, packageManager = 'npm' }: PackageManifest,
  { ignoreFiles }: RepositoryView,
): Evidence | undefined {
  const own = LOCK_NAMES.filter((name) =>
    name.startsWith(packageManager.split('@')[0] === 'npm' ? 'package-lock' : packageManager.split('@')[0]!),
  )
  const governing = ignoreFiles.filter(
    (file) => file.kind === 'git' && (file.path.startsWith('../') || isInside(directory, file.directory)),
  )
  for (const names of [own, LOCK_NAMES]) {
    for (const { path, lines } of governing) {
      const at = lines.findIndex((line) => names.some((name) => matches(line, name)))
      if (at !== -1) return settingAt(path, at + 1, lines[at])
    }
  }
  return undefined
}

/** The last part of an ignore pattern against a file name; `*` alone says nothing about lockfiles. */
function matches(line: string, name: string): boolean {
  const pattern = line.trim().replace(/^.*\//, '')
  if (!/^[\w.*-]*\w[\w.*-]*$/.test(pattern) || line.startsWith('!')) return false
  return new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(name)
}
