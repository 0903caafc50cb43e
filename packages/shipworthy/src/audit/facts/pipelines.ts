/** A CI pipeline of any provider, reduced to what it runs. */
export interface Pipeline {
  path: string
  /** Its name, where it has one beside the file's. */
  name?: string
  provider: string
  /** Every command, line by line; `file` when it stands in a file that this one includes. */
  commands: { text: string; line: number; job?: string; file?: string }[]
  /** Actions, orbs, reusable workflows and templates. */
  uses: { name: string; line: number }[]
  /** Events that start it; empty when they are not known. */
  triggers: string[]
  /** Activity types that a trigger is limited to, by trigger: `pull_request_target: [labeled]`. */
  triggerTypes: Record<string, string[]>
  /** Names of the workflows whose end starts it (`workflow_run`). */
  follows: string[]
  /** Jobs with their steps, for GitHub, GitLab and CircleCI. */
  jobs: PipelineJob[]
  /** What the token of the run may do, where the file says so for all jobs. */
  permissions?: PipelinePermissions
  environment: Record<string, string>
  /** A composite action: it runs where a workflow uses it. */
  isAction: boolean
  /** Parts that run and are not in the repository: remote includes, orbs, templates. */
  hidden: { text: string; line: number }[]
}

/** `contents: read` and the like; what is not named is `none`. */
export type PipelinePermissions = 'read-all' | 'write-all' | Record<string, string>

export interface PipelineJob {
  name: string
  line: number
  steps: PipelineStep[]
  /** Expression that decides whether it runs. */
  condition?: string
  permissions?: PipelinePermissions
  environment: Record<string, string>
  /** Image of the container it runs in. */
  image?: string
  /** Shell of its steps, where it names one. */
  shell?: string
  /** Deployment environment: its protection rules may hold the job back. */
  deploysTo?: string
  stage?: string
  /** Reusable workflow it calls instead of having steps. */
  uses?: string
  /** It hands secrets to the workflow it calls. */
  givesSecrets: boolean
  /** Values of its matrix by axis. */
  matrix: Record<string, string[]>
  /** It runs only after these. */
  needs: string[]
}

export interface PipelineStep {
  name?: string
  line: number
  /** The file it stands in, when that is not the pipeline's own. */
  file?: string
  /** Shell text, with the line on which its first line stands. */
  run?: string
  runLine?: number
  shell?: string
  /** Action or orb command. */
  uses?: string
  /** Inputs of the action. */
  inputs: Record<string, { value: string; line: number }>
  environment: Record<string, string>
  condition?: string
  directory?: string
}
