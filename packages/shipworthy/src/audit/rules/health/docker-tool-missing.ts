import { isOwnImage } from '../../derive/containers/base-images.ts'
import type { ContainersView, ImageView } from '../../derive/containers/containers-view.ts'
import { dockerLine } from '../../derive/containers/docker-stages.ts'
import { imageHas, PROBE_TOOLS, type ProbeTool } from '../../derive/containers/image-tools.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import { settingAt } from '../../derive/evidence.ts'
import type { PackagesView } from '../../derive/packages-view.ts'
import { parseShell } from '../../derive/shell/parse-shell.ts'
import { baseName } from '../../facts/paths.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** A check, with the image it runs in. */
interface Check {
  image: ImageView
  tools: ProbeTool[]
  evidence: Evidence
}

const CURL = 'HEALTHCHECK CMD curl -f http://localhost:3000/health || exit 1\n'

export default defineRule({
  id: 'health/docker-tool-missing',
  catalogue: 'HE13',
  title: 'Health check with a program that the image lacks',
  severity: 'warning',
  confidence: 'structural',
  needs: ['containers', 'packages'],
  why: 'The check fails every time, whatever the service does: Docker calls it unhealthy, Swarm replaces it again and again, and services that wait for it never start.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'Ask with node, which is there. Node 18 and later have fetch.',
      code: 'HEALTHCHECK CMD ["node", "-e", "fetch(\'http://127.0.0.1:3000/health\').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]',
    },
    {
      for: 'docker',
      effort: 'S',
      text: 'On Alpine use the wget of BusyBox.',
      code: 'HEALTHCHECK CMD wget -qO- http://127.0.0.1:3000/health || exit 1',
    },
  ],
  references: [
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
    { title: 'Docker Hub: variants of the node image', url: 'https://hub.docker.com/_/node' },
  ],
  falsePositives: [
    'Alpine has the wget and nc of BusyBox; the full node image has curl and wget.',
    'The final stage, or one it builds on, installs or copies the program.',
    'A base image that is not public: unknown.',
    'A check with a second program behind ||.',
  ],
  examples: [
    { name: 'node itself', outcome: 'pass', files: docker('node:24-slim', 'HEALTHCHECK CMD ["node", "health.js"]\n') },
    { name: 'curl in the full image', outcome: 'pass', files: docker('node:24', CURL) },
    {
      name: 'wget on Alpine',
      outcome: 'pass',
      files: docker('node:24-alpine', 'HEALTHCHECK --interval=5s CMD wget -qO- http://localhost:3000/ || exit 1\n'),
    },
    {
      name: 'curl that is installed',
      outcome: 'pass',
      files: docker('node:24-slim', `RUN apt-get update && apt-get install -y --no-install-recommends curl\n${CURL}`),
    },
    {
      name: 'one program or another',
      outcome: 'pass',
      files: docker('node:24-alpine', 'HEALTHCHECK CMD curl -f http://localhost/ || wget -qO- http://localhost/\n'),
    },
    { name: 'curl on Alpine', outcome: 'fail', line: 3, says: 'curl', files: docker('node:24-alpine', CURL) },
    {
      name: 'wget in a slim image',
      outcome: 'fail',
      files: docker('node:24-bookworm-slim', 'HEALTHCHECK CMD ["wget", "-q", "--spider", "http://localhost:3000/"]\n'),
    },
    {
      name: 'installed in the build stage only',
      outcome: 'fail',
      files: docker(
        'node:24 AS build\nRUN apt-get install -y curl\nFROM node:24-slim',
        `COPY --from=build /app /app\n${CURL}`,
      ),
    },
    {
      name: 'curl in a check of compose',
      outcome: 'fail',
      line: 5,
      files: {
        ...docker('node:24-alpine', ''),
        'docker-compose.yml':
          'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:3000/health"]\n',
      },
    },
    {
      name: 'curl in a script that the check runs',
      outcome: 'fail',
      files: {
        ...docker('node:24-alpine', 'HEALTHCHECK CMD ["sh", "/health.sh"]\n'),
        'health.sh': '#!/bin/sh\ncurl -f http://localhost:3000/health\n',
      },
    },
    { name: 'no check', outcome: 'not-applicable', files: docker('node:24-slim', '') },
    {
      name: 'a base image that is not public',
      outcome: 'unknown',
      files: docker('registry.example.com/node:24', CURL),
    },
    {
      name: 'a script installs the programs',
      outcome: 'unknown',
      files: docker('node:24-slim', `RUN ./scripts/install-tools.sh\n${CURL}`),
    },
  ],
  evaluate({ containers, packages }) {
    const checks = [...dockerChecks(containers), ...composeChecks(containers, packages)]
    if (checks.length === 0) return notApplicable('no health check of an image that is built here')
    const judged = checks.map((check) => ({ ...check, missing: missingTool(check) }))
    const failed = judged.filter(({ missing }) => missing !== undefined && !missing.isOpen)
    const good = judged.filter(({ missing }) => missing === undefined)
    if (failed.length > 0) {
      return fail(
        failed.map(({ image, missing, evidence }) => ({
          message: `the check needs ${missing!.tool}, which ${image.baseImage} does not have: it fails every time`,
          evidence: [evidence, dockerLine(image.dockerfile, image.baseLine, 'the image it runs in')],
        })),
        good.length,
      )
    }
    const open = judged.find(({ missing }) => missing?.isOpen)
    if (open) return unknown(`whether ${open.image.path} has ${open.missing!.tool} is not known`, [open.evidence])
    return pass(
      good.map(({ evidence }) => evidence),
      good.length,
    )
  },
})

/** The program without which the check cannot work; nothing when one of its programs is there, or it needs none. */
function missingTool({ image, tools }: Check): { tool: ProbeTool; isOpen: boolean } | undefined {
  const states = tools.map((tool) => ({ tool, has: imageHas(image, tool) }))
  if (states.length === 0 || states.some(({ has }) => has === true)) return undefined
  const open = states.find(({ has }) => has === 'unknown')
  return { tool: (open ?? states[0]!).tool, isOpen: open !== undefined }
}

function dockerChecks(containers: ContainersView): Check[] {
  return serviceImages(containers).flatMap((image) => {
    const instruction = image.effective('HEALTHCHECK')
    const command = instruction && /\bCMD\s+([\s\S]+)$/.exec(instruction.text)?.[1]
    if (!command) return []
    return [{ image, tools: toolsIn(command, containers), evidence: dockerLine(image.dockerfile, instruction.line) }]
  })
}

function composeChecks(containers: ContainersView, { manifests }: PackagesView): Check[] {
  const images = serviceImages(containers)
  return containers.composeFiles.flatMap(({ path, services, lines }) =>
    services.flatMap((service) => {
      const { healthcheck, image: pulled, build } = service
      if (!healthcheck || healthcheck.disabled || healthcheck.test.text === '') return []
      const built = images.find((image) => image.services.some((entry) => entry.service === service))
      const own = !build && images.length === 1 && pulled && isOwnImage(pulled, manifests) ? images[0] : undefined
      const image = built ?? own
      if (!image) return []
      const { exec, text, line } = healthcheck.test
      const words = exec ? exec.slice(1) : undefined
      const command = exec?.[0] === 'CMD-SHELL' || !words ? (words?.join(' ') ?? text) : JSON.stringify(words)
      return [{ image, tools: toolsIn(command, containers), evidence: settingAt(path, line, lines[line - 1]) }]
    }),
  )
}

/** Programs of the check that images may lack, also in a script of the project that it runs. */
function toolsIn(command: string, { script }: Pick<ContainersView, 'script'>): ProbeTool[] {
  const commands = command.startsWith('[') ? [wordsOf(command)] : commandsIn(command)
  const scripts = commands.flat().flatMap((word) => (word.endsWith('.sh') ? (script(word) ?? []).join('\n') : []))
  const programs = [...commands, ...scripts.flatMap(commandsIn)].map(([first = '']) => baseName(first))
  return PROBE_TOOLS.filter((tool) => programs.includes(tool))
}

function commandsIn(text: string): string[][] {
  return parseShell(text).pipelines.flatMap(({ commands }) => commands.map(({ words }) => words))
}

function wordsOf(json: string): string[] {
  try {
    const words: unknown = JSON.parse(json)
    return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : []
  } catch {
    return []
  }
}

function docker(from: string, rest: string): Record<string, string> {
  return project('', {
    'server.js': '',
    Dockerfile: `FROM ${from}\nCOPY . .\n${rest}CMD ["node", "server.js"]\n`,
  })
}
