import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { runCommand } from '../run-command.ts'

interface PrometheusConfig {
  scrape_configs?: { job_name?: string; metrics_path?: string }[]
}

export function isScrapeConfig(code: string): boolean {
  return (parse(code) as PrometheusConfig | null)?.scrape_configs !== undefined
}

/** A configuration of Prometheus: it scrapes where our metrics are, and promtool, where there is one, takes it. */
export function checkScrapeConfig(code: string, folder: string): void {
  const { scrape_configs: jobs = [] } = parse(code) as PrometheusConfig
  for (const { job_name: name, metrics_path: path } of jobs)
    if (name === undefined || path !== '/health/metrics') throw new Error(`the job ${name} scrapes ${path}`)
  if (spawnSync('promtool', ['--version']).status !== 0) return
  const file = join(folder, 'prometheus.yml')
  writeFileSync(file, code)
  runCommand('promtool', ['check', 'config', '--syntax-only', file], { cwd: folder })
}
