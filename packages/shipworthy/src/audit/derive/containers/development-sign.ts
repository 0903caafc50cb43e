import type { ComposeProject, ComposeService } from '../../facts/containers.ts'

const WATCHES =
  /\b(nodemon|ts-node-dev|tsx\s+watch|node\s[^;&|]*--watch|(npm|pnpm|yarn|bun)(\s+run)?\s+((dev|develop|watch|start:(dev|debug|watch|local))\b)|next\s+dev|nest\s+start\s[^;&|]*--watch|vite\s*$|webpack(-dev-server|\s+serve))|--inspect/

/** What shows that compose files are for a developer's machine, in words; nothing when they may well be deployed. */
export function developmentSign({ services }: ComposeProject): string | undefined {
  for (const service of services) {
    const sign = signOf(service)
    if (sign) return `${service.name} ${sign}`
  }
  return undefined
}

function signOf({ build, volumes, command, entrypoint, environment, image = '' }: ComposeService): string | undefined {
  const runsSources = build !== undefined || /(^|\/)node(:|$)/.test(image)
  if (!runsSources) return undefined
  const mounted = volumes.find(
    ({ kind, source = '', target }) =>
      kind === 'bind' &&
      /^(\.|\.\/|\$\{?PWD\}?\/?|\.\/(src|app|server|backend|api|packages|apps)\/?)$/.test(source) &&
      target !== '',
  )
  if (mounted) return 'mounts the sources'
  if ([command, entrypoint].some((entry) => entry && WATCHES.test(entry.text))) return 'starts a watcher'
  if (/^(dev|develop|development|local|debug)$/.test(build?.target ?? '')) return 'builds the development stage'
  return /^(dev|development|local)$/.test(environment['NODE_ENV']?.value ?? '')
    ? 'sets NODE_ENV to development'
    : undefined
}
