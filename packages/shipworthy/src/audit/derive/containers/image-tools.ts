import { parseImage } from './base-images.ts'
import type { ImageView } from './containers-view.ts'

/** Small programs that health checks are made of. */
export const PROBE_TOOLS = ['curl', 'wget', 'nc', 'bash'] as const
export type ProbeTool = (typeof PROBE_TOOLS)[number]

/** Packages that bring a tool. */
const PACKAGES: Record<ProbeTool, RegExp> = {
  curl: /(^|\s)curl(=\S+|@\S+)?(\s|$)/,
  wget: /(^|\s)wget(=\S+|@\S+)?(\s|$)/,
  nc: /(^|\s)(netcat(-openbsd|-traditional)?|ncat|nmap(-ncat)?|nc|busybox(-extras|-static)?)(=\S+|@\S+)?(\s|$)/,
  bash: /(^|\s)bash(=\S+|@\S+)?(\s|$)/,
}
const INSTALL =
  /\b(apk\s+(?:\S+\s+)*?add|apt(?:-get)?\s+(?:\S+\s+)*?install|aptitude\s+install|dnf\s+install|yum\s+install|microdnf\s+install|zypper\s+install)\b([^;&|]*)/g

/**
 * Whether the image has a program: `unknown` where the base image, a variable or a script decides.
 *
 * What images hold: https://github.com/docker-library/buildpack-deps for `node:24`, Debian without curl, wget and nc for
 * `node:24-slim`, and BusyBox (https://busybox.net/downloads/BusyBox.html) with wget and nc for Alpine.
 */
export function imageHas(image: ImageView, tool: ProbeTool): boolean | 'unknown' {
  const base = baseHas(image.baseImage, tool)
  if (base === true) return true
  const steps = image.all('RUN').map(({ text, exec }) => exec?.join(' ') ?? text)
  const installs = steps.flatMap((text) => [...text.matchAll(INSTALL)].map((match) => match[2]!))
  if (installs.some((names) => PACKAGES[tool].test(names))) return true
  const files = [...image.all('COPY'), ...image.all('ADD')].map(({ text }) => text)
  if (files.some((text) => new RegExp(`(^|[/\\s])${tool}(-\\w+)?(\\s|$)`).test(text))) return true
  const isOpen =
    installs.some((names) => /\$|\bxargs\b/.test(names)) ||
    steps.some((text) => /\.sh\b|\bxargs\b/.test(text) || new RegExp(`\\b${tool}\\b`).test(text)) ||
    files.some((text) => /\/usr\/(local\/)?bin\/?\s*$|\s\/\s*$/.test(text))
  return base === 'unknown' || isOpen ? 'unknown' : false
}

function baseHas(image: string, tool: ProbeTool): boolean | 'unknown' {
  const name = parseImage(image)
  if (!name) return image === 'scratch' ? false : 'unknown'
  const { repository, tag = '' } = name
  const isAlpine = /alpine/.test(tag) || repository === 'alpine'
  if (/^(node|alpine|oven\/bun)$/.test(repository) && isAlpine) return tool === 'wget' || tool === 'nc'
  if (repository === 'node') {
    if (/slim/.test(tag)) return tool === 'bash'
    return name.digest && name.tag === undefined ? 'unknown' : tool !== 'nc'
  }
  if (/^(debian|ubuntu)$/.test(repository)) return tool === 'bash'
  if (repository === 'busybox') return tool === 'wget' || tool === 'nc'
  // The debug variants hold a BusyBox.
  if (repository.startsWith('gcr.io/distroless/')) return /debug/.test(tag) ? 'unknown' : false
  return 'unknown'
}
