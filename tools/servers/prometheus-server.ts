import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinary } from './find-binary.ts'
import { freePort } from './free-port.ts'
import { createServerProcess } from './server-process.ts'
import { asTestServer, type TestServer } from './test-server.ts'

/** A Prometheus that scrapes one address every second and may have rules, or why there is none. */
export function findPrometheus():
  | { start: (target: string, rules?: object) => Promise<TestServer> }
  | { missing: string } {
  const binary = findBinary({ program: 'prometheus', package: 'prometheus' })
  return 'missing' in binary ? binary : { start: (target, rules) => startPrometheus(binary.path, target, rules) }
}

async function startPrometheus(program: string, target: string, rules?: object): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-prometheus-'))
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    ...(rules && { rule_files: ['rules.yml'] }),
    scrape_configs: [{ job_name: 'service', metrics_path: '/health/metrics', static_configs: [{ targets: [target] }] }],
  }
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
  if (rules) writeFileSync(join(folder, 'rules.yml'), JSON.stringify(rules))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const words = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  const server = createServerProcess({ program, words, port, isReady })
  await server.start()
  return asTestServer(server, url, () => rmSync(folder, { recursive: true, force: true }))
}
