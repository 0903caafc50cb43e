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

export interface ComposeService {
  name: string
  line: number
  image?: string
  build?: { context: string; dockerfile?: string; target?: string }
  command?: Command
  entrypoint?: Command
  environment: Record<string, { value: string | null; line: number }>
  envFiles: string[]
  ports: { text: string; published?: number; target?: number; line: number }[]
  expose: number[]
  healthcheck?: { test: Command; disabled: boolean; line: number }
  replicas?: number
  restart?: string
  init: boolean
  profiles: string[]
  volumes: ComposeVolume[]
}

/** `data:/var/lib/postgresql/data`, `./src:/app/src:ro` */
export interface ComposeVolume {
  /** A named volume, or a path of the host; absent for an anonymous volume. */
  source?: string
  target: string
  line: number
}

/** A command as a shell string or as the words of the exec form. */
export interface Command {
  text: string
  exec?: string[]
  line: number
}

export interface KubernetesObject {
  path: string
  line: number
  kind: string
  name?: string
  /** A Helm or Kustomize template that was not rendered: what it says is not known. */
  templated: boolean
  replicas?: number
  containers: KubernetesContainer[]
}

export interface KubernetesContainer {
  name?: string
  image?: string
  command: string[]
  ports: number[]
  /** Claims and other volumes that outlive the pod, with where they are mounted. */
  claims: { name: string; path: string }[]
  probes: { kind: 'liveness' | 'readiness' | 'startup'; path?: string; port?: number; line: number }[]
  environment: Record<string, string>
  runAsNonRoot?: boolean
  line: number
}
