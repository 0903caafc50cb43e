import type { SettingNode } from './setting-node.ts'

export interface Dockerfile {
  path: string
  /** Text of every line, for snippets. */
  lines: string[]
  /** `ARG` before the first `FROM`. */
  globalArguments: Record<string, string>
  stages: DockerStage[]
}

export interface DockerStage {
  index: number
  name?: string
  /** Image as written, with `ARG` defaults filled in. */
  image: string
  /** Earlier stage this one builds on. */
  base?: number
  line: number
  instructions: DockerInstruction[]
}

export interface DockerInstruction {
  /** Upper case: `RUN`, `COPY`, `CMD` … */
  keyword: string
  /** Arguments as written, continuation lines joined. */
  text: string
  /** Words of the exec form `["node", "server.js"]`. */
  exec?: string[]
  line: number
}

export interface ComposeFile {
  path: string
  lines: string[]
  services: ComposeService[]
}

/** Compose files that are used together, merged as `docker compose -f a -f b` does it. */
export interface ComposeProject {
  /** In the order they are merged; the last one decides what the project is for. */
  files: string[]
  services: ComposeService[]
  /** A file that it includes or extends is not in the project. */
  isOpen: boolean
}

export interface ComposeService {
  name: string
  /** The file the service is written in first. */
  file: string
  line: number
  image?: string
  build?: { context: string; dockerfile?: string; target?: string }
  command?: Command
  entrypoint?: Command
  environment: Record<string, ComposeVariable>
  envFiles: string[]
  ports: ComposePort[]
  expose: number[]
  healthcheck?: { test: Command; disabled: boolean; file: string; line: number }
  replicas?: number
  restart?: string
  init: boolean
  profiles: string[]
  /** Name that other containers reach it by, beside the service's own. */
  containerName?: string
  labels: Record<string, { value: string; line: number }>
  volumes: ComposeVolume[]
  privileged?: ComposeSetting
  /** `network_mode`, `pid` and `ipc`, as written: `host`, `service:db` … */
  networkMode?: ComposeSetting
  pid?: ComposeSetting
  ipc?: ComposeSetting
  /** `mem_limit` or `deploy.resources.limits.memory`. */
  memoryLimit?: ComposeSetting
  secrets: string[]
}

export interface ComposeSetting {
  value: string
  file: string
  line: number
}

export interface ComposeVariable {
  /** As written, variables not filled in; `null` when it is passed on from the shell. */
  value: string | null
  file: string
  line: number
}

export interface ComposePort {
  text: string
  published?: number
  target?: number
  /** Address of the host it is bound to; all of them when there is none. */
  host?: string
  file: string
  line: number
}

export interface ComposeVolume {
  text: string
  kind: 'bind' | 'volume' | 'tmpfs' | 'anonymous'
  /** Path on the host, or name of the volume. */
  source?: string
  target: string
  isReadOnly: boolean
  file: string
  line: number
}

/** A command as a shell string or as the words of the exec form. */
export interface Command {
  text: string
  exec?: string[]
  file: string
  line: number
}

export interface KubernetesObject {
  /** The file the object is written in. */
  path: string
  line: number
  kind: string
  name?: string
  namespace?: string
  /** The kustomization or chart it is deployed with, which tells what it is for. */
  root?: string
  /** Written as a template: some of it is only known once somebody renders it. */
  templated: boolean
  /** It is built from something that is not in the project. */
  isOpen?: boolean
  replicas?: number
  annotations: Record<string, { value: string; line: number }>
  containers: KubernetesContainer[]
  /** The whole object, patches merged. */
  tree: SettingNode
}

export interface KubernetesContainer {
  name?: string
  image?: string
  command: string[]
  ports: number[]
  probes: KubernetesProbe[]
  /** Claims and other volumes that outlive the pod, with where they are mounted. */
  claims: { name: string; path: string }[]
  environment: Record<string, string>
  runAsNonRoot?: boolean
  line: number
  tree: SettingNode
}

export interface KubernetesProbe {
  kind: 'liveness' | 'readiness' | 'startup'
  path?: string
  port?: number
  /** The file, where a patch adds the probe. */
  file: string
  line: number
}
