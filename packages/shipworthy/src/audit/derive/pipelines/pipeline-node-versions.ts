import type { Pipeline, PipelineJob } from '../../facts/pipelines.ts'
import type { Evidence } from '../../model/outcome.ts'
import { nodeMajorOf } from '../containers/base-images.ts'
import { majorOfVersionFile } from '../containers/node-releases.ts'
import { settingAt } from '../evidence.ts'
import { testUse, type TestContext } from './test-commands.ts'

/** A Node version that the tests of a pipeline run on; `open` when the file does not say which. */
export interface PipelineNodeVersion {
  major: number | 'open'
  evidence: Evidence
}

/** Versions of the jobs that run the tests. */
export function testedNodeVersions(pipelines: readonly Pipeline[], context: TestContext): PipelineNodeVersion[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.jobs
      .filter(({ steps }) => steps.some(({ run }) => run !== undefined && runsTests(run, context)))
      .flatMap((job) => versionsOf(job, pipeline)),
  )
}

function runsTests(run: string, context: TestContext): boolean {
  return run.split('\n').some((line) => testUse(line.trim(), context) === 'tests')
}

function versionsOf(job: PipelineJob, { path }: Pipeline): PipelineNodeVersion[] {
  const setup = job.steps.find(({ uses = '' }) => uses.startsWith('actions/setup-node@'))
  const input = setup?.inputs['node-version']
  if (setup && !input) return [{ major: 'open', evidence: settingAt(path, setup.line, setup.uses) }]
  if (input) {
    const axis = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(input.value)?.[1]
    const values = axis === undefined ? [input.value] : (job.matrix[axis] ?? [input.value])
    return values.map((value) => ({
      major: majorOf(value),
      evidence: settingAt(
        path,
        input.line,
        axis === undefined ? `node-version: ${value}` : `${axis}: ${values.join(', ')}`,
      ),
    }))
  }
  const image = job.image === undefined ? undefined : nodeMajorOf(job.image.replace(/^cimg\/node/, 'node'))
  if (image === undefined) return [{ major: 'open', evidence: settingAt(path, job.line, job.name) }]
  return [{ major: image === 'moving' ? 'open' : image, evidence: settingAt(path, job.line, `image: ${job.image}`) }]
}

function majorOf(value: string): number | 'open' {
  const major = majorOfVersionFile(value.replace(/\.[xX*]/g, ''))
  return typeof major === 'number' ? major : 'open'
}
