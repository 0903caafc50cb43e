import type { ViewName } from '../../packages/shipworthy/src/audit/derive/views.ts'
import type { Confidence } from '../../packages/shipworthy/src/audit/model/outcome.ts'
import type { Rule } from '../../packages/shipworthy/src/audit/rules/rule.ts'

const VIEWS: Record<ViewName, string> = {
  files: 'the files of the project',
  packages: 'package.json of the project and its workspaces',
  repository: 'lockfiles, environment files, ignore files and pipelines',
  containers: 'Dockerfiles, compose files and Kubernetes manifests',
  workloads: 'what those deploy together: workloads with their Services, autoscalers and copies',
  entries: 'the commands that start the service',
  service: 'what kind of program it is',
  program: 'the code that runs from those commands',
  http: 'its routes and middleware in the order they are mounted',
  environment: 'the environment variables it reads',
  datastores: 'the database and cache clients it makes',
  redisClients: 'its Redis clients, their options and what they are used for',
  shutdown: 'what runs when the process is told to stop',
  rateLimits: 'the rate limiters it makes and where they are mounted',
  health: 'its health endpoints and what they ask',
  logging: 'the loggers it makes and what they are given',
  runtime: 'how the process is told to run: start commands and variables',
  edge: 'the proxies in front of it: nginx, Caddy, Traefik, an Ingress',
  browser: 'what the code for browsers is given',
  taint: 'where the text of SQL and of command lines comes from',
  jobs: 'its queues, workers and timers',
  payments: 'its payment gateways: the events they send, and the calls that move money',
  shell: 'shell scripts, cron tables and the commands of pipelines and containers',
  steps: 'every command that production runs, with scripts followed',
  migrations: 'the migrations, the tools that apply them and their settings',
  alerts: 'the alert rules that its files define',
  backups: 'what backs its databases up, and where they run',
}

const CONFIDENCES: Record<Confidence, string> = {
  proven: '**Proven**: seen in parsed settings, or a contradiction between files that leaves no doubt.',
  structural: '**Structural**: read from syntax trees and parsed settings in their context; nothing is executed.',
  heuristic: '**Heuristic**: a good guess. It counts half in the score and is never critical.',
}

/** In words, what a rule looks at and how sure it is. */
export function describeJudgement({ needs, confidence, severity, examples }: Rule): string {
  const others = [...new Set(examples.flatMap((example) => example.severity ?? []))].filter((s) => s !== severity)
  return [
    `It looks at ${listOf(needs.map((name) => VIEWS[name]))}.`,
    CONFIDENCES[confidence],
    ...(others.length > 0
      ? [`Where the evidence is weaker or stronger a finding may be ${listOf(others, 'or')} instead.`]
      : []),
    'What it cannot follow makes the outcome `unknown`, which neither passes nor fails.',
  ].join('\n')
}

function listOf(parts: readonly string[], word = 'and'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`
}
