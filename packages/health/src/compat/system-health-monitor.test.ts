import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SystemHealth } from '../export/system-health.ts'
import { memory } from '../checks/memory.ts'
import { createSimulatedClock } from '../testing/simulated-clock.ts'
import { createHealthRoutes } from './create-health-routes.ts'
import { SystemHealthMonitor } from './system-health-monitor.ts'

describe('a system monitor', () => {
  const clock = createSimulatedClock()
  let monitor: SystemHealthMonitor
  beforeEach(() => void (monitor = new SystemHealthMonitor({ clock, random: () => 0.5, checks: [memory()] })))
  afterEach(() => monitor.health.close())

  it('runs registered checks every so many seconds and calls back', async () => {
    let runs = 0
    let status: 'healthy' | 'critical' = 'healthy'
    const told: SystemHealth[] = []
    monitor.registerHealthCheck('Custom Service', () => {
      runs++
      return { name: 'custom_service', value: 'operational', status, metadata: { region: 'eu' } }
    })
    monitor.addAlertCallback((health) => void told.push(health))
    await clock.advance(100_000)
    expect(runs).toBe(0)
    monitor.startMonitoring(5)
    await clock.advance(50_000)
    expect(runs).toBe(10)
    expect(monitor.getSystemHealth()).toMatchObject({ overallStatus: 'healthy', overallScore: 100, alerts: [] })

    status = 'critical'
    await clock.advance(20_000)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      overallStatus: 'critical',
      overallScore: 50,
      metrics: [
        { name: 'memory' },
        { name: 'Custom_Service', value: 'operational', status: 'critical', metadata: { region: 'eu' } },
      ],
      alerts: ['Custom_Service is critical'],
      recommendations: ['Custom_Service is critical'],
    })

    monitor.stopMonitoring()
    const before = runs
    await clock.advance(100_000)
    expect(runs).toBe(before)
    expect(told).toHaveLength(1)
  })

  it('exports', async () => {
    await monitor.runHealthChecks()
    expect(JSON.parse(monitor.exportHealthData('json'))).toMatchObject({
      overallStatus: 'healthy',
      metrics: [{ name: 'memory', unit: 'percent' }],
    })
    expect(monitor.exportHealthData('prometheus')).toContain(
      'shipworthy_check_status{check="memory",kind="monitor"} 2\n',
    )
    expect(() => monitor.exportHealthData('xml' as 'json')).toThrow(/no format xml/)
  })

  it('replaces a check of the same name, and refuses an interval that is none', async () => {
    monitor.registerHealthCheck('a', () => ({ name: 'a', value: 1, status: 'healthy' }))
    monitor.registerHealthCheck('a', () => ({ name: 'a', value: 2, status: 'warning' }))
    expect((await monitor.runHealthChecks()).metrics).toMatchObject([{ name: 'memory' }, { name: 'a', value: 2 }])
    expect(() => monitor.startMonitoring(0)).toThrow(
      /startMonitoring\.intervalSeconds: expected a number of seconds above 0, got 0/,
    )
  })
})

it('a system monitor watches CPU, memory and disk from the start', async () => {
  const monitor = new SystemHealthMonitor()
  const { metrics } = await monitor.runHealthChecks()
  expect(metrics).toMatchObject(['cpu', 'memory', 'disk'].map((name) => ({ name, unit: 'percent' })))
  for (const { value } of metrics) expect(value).toBeGreaterThan(0)
  await monitor.health.close()
})

describe('health routes', () => {
  it('are added to an application', async () => {
    const app = express()
    const monitor = createHealthRoutes(app, new SystemHealthMonitor({ checks: [memory()] }))
    const server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await monitor.runHealthChecks()
    const at = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
    expect(await (await at('/health/system')).json()).toMatchObject({ overallStatus: 'healthy', monitoring: false })
    expect((await at('/health/ready')).status).toBe(200)
    server.close()
    await monitor.health.close()
  })
})
