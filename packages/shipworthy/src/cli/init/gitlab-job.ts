import { checkCommand } from './check-command.ts'

/** A job for `include`: it fails with the gates, and its findings are shown as tests. */
export function gitlabJob(folder: string): string {
  return `# Is the service fit for production? Written by \`shipworthy init\`; change it as you like.
shipworthy:
  image: node:24
  script:
    - ${checkCommand(folder, ['-o -', '-o shipworthy.xml'])}
  artifacts:
    when: always
    reports:
      junit: shipworthy.xml
`
}

/** What the pipeline has to say to take the job in. */
export const GITLAB_INCLUDE = 'include:\n  - local: .gitlab/shipworthy.yml'
