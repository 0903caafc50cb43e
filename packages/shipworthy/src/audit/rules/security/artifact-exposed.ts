import { probed } from '../../derive/evidence.ts'
import type { Severity } from '../../model/outcome.ts'
import type { AskedPath } from '../../facts/live/http-facts.ts'
import { NO_ANSWER, onePage, page, recognised, service } from '../live-example-http.ts'
import { asked, noAnswer, running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

/** What is in these opens the system, or is the data itself. */
const GRAVE = /^(Git repository|variables with credentials|npm settings with a token|database dump|database file)$/

const SOUND = asked('/.env', { status: 404 }, { role: 'artefact' })

export default defineRule({
  id: 'security/artifact-exposed',
  catalogue: 'SE16',
  title: 'Files that were never meant for it are served',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Scanners ask every address on the internet for these within hours. A .env gives them the credentials, a .git folder the whole history, a dump the data.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Serve one folder that holds nothing else. Take the file down, and replace every secret that was in it.',
    },
    {
      for: 'express',
      effort: 'S',
      text: 'Name the folder, never the root of the project.',
      code: "app.use(express.static(join(import.meta.dirname, 'public'), { dotfiles: 'deny' }))",
    },
    { for: 'docker', effort: 'S', text: 'Keep them out of the image with .dockerignore.', code: '.git\n.env*\n*.sql' },
  ],
  references: [
    { title: 'OWASP ASVS 5.0, V13.4.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
    {
      title: 'OWASP: review old backup and unreferenced files',
      url: 'https://owasp.org/www-project-web-security-testing-guide/stable/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information',
    },
  ],
  falsePositives: [
    'A site that answers every address with a page: the content decides, not the status.',
    'Source maps, sources, and variables that are no credentials: a warning.',
    'A local address: the image that is deployed may not hold the file, so it is a warning there.',
  ],
  examples: [
    { name: 'none is served', outcome: 'pass', live: running({ http: service([SOUND]) }) },
    {
      name: 'a page for every address',
      outcome: 'pass',
      live: running({ http: onePage([asked('/.env', page(), { role: 'artefact' })]) }),
    },
    {
      name: 'a .env file',
      outcome: 'fail',
      severity: 'critical',
      says: '/.env is served: variables with credentials',
      live: running({ http: service([recognised('/.env', 'artefact', 'variables with credentials')]) }),
    },
    {
      name: 'the repository, over a local address',
      outcome: 'fail',
      severity: 'warning',
      says: 'local address',
      live: running({ http: service([recognised('/.git/HEAD', 'artefact', 'Git repository')], { local: true }) }),
    },
    {
      name: 'a source map',
      outcome: 'fail',
      severity: 'warning',
      live: running({ http: service([recognised('/assets/app.js.map', 'artefact', 'source map'), SOUND]) }),
    },
    {
      name: 'a service that lets nobody ask so much',
      outcome: 'unknown',
      live: running({
        http: service([
          { path: '/.env', role: 'artefact', origin: 'well-known', declared: false, attempt: noAnswer('not asked') },
        ]),
      }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const artefacts = http!.paths.filter(({ role }) => role === 'artefact')
      const served = artefacts.filter(({ sign }) => sign !== undefined)
      const unasked = artefacts.find(({ attempt }) => !attempt.ok)
      if (served.length > 0)
        return fail(
          served.map((artefact) => ({
            message: `${artefact.path} is served: ${artefact.sign}`,
            evidence: [servedEvidence(artefact, http!.local)],
            severity: severityOf(artefact, http!.local),
            key: `GET ${artefact.path}`,
          })),
          artefacts.length - served.length,
        )
      if (artefacts.length === 0) return unknown('no such file was asked for')
      if (unasked && !unasked.attempt.ok) return unknown(`${unasked.path} was not answered: ${unasked.attempt.reason}`)
      const names = artefacts.map(({ path }) => path).join(', ')
      return pass(probed(`GET ${artefacts.length} such files`, 'none is served', names), artefacts.length)
    },
  },
})

function severityOf({ sign = '' }: AskedPath, local: boolean): Severity {
  return GRAVE.test(sign) && !local ? 'critical' : 'warning'
}

/** The content is not shown: it is what nobody else should read. */
function servedEvidence({ path, attempt, sign }: AskedPath, local: boolean): ReturnType<typeof probed> {
  const answer = attempt.ok ? `${attempt.exchange.status}, ${attempt.exchange.bodyBytes} B` : ''
  const where = local ? ', seen over a local address' : ''
  return probed(`GET ${path}`, answer, `by its content: ${sign}${where}`)
}
