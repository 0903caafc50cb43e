import 'reflect-metadata'
import { Controller, Get, Inject, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus'
import { HOST, ORDER, type Running } from '../contender.ts'
import type { Dependencies } from '../dependencies.ts'
import { listening } from './listening.ts'

/** A Nest application on Express with @nestjs/terminus. */
export async function startNest({ names, call }: Dependencies): Promise<Running> {
  class Probes {
    readonly health: HealthCheckService
    readonly indicators: HealthIndicatorService
    constructor(health: HealthCheckService, indicators: HealthIndicatorService) {
      this.health = health
      this.indicators = indicators
    }
    live(): unknown {
      return this.health.check([])
    }
    ready(): unknown {
      return this.health.check(
        names.map((name) => async () => {
          await call(name)
          return this.indicators.check(name).up()
        }),
      )
    }
    order(): object {
      return ORDER
    }
  }
  // Decorators as functions: types are stripped here, not compiled.
  for (const [method, path] of [
    ['live', 'livez'],
    ['ready', 'readyz'],
    ['order', 'orders/:id'],
  ] as const)
    Get(path)(Probes.prototype, method, Object.getOwnPropertyDescriptor(Probes.prototype, method)!)
  Inject(HealthCheckService)(Probes, undefined, 0)
  Inject(HealthIndicatorService)(Probes, undefined, 1)
  Controller()(Probes)
  class AppModule {}
  Module({ imports: [TerminusModule.forRoot({ logger: false })], controllers: [Probes] })(AppModule)

  const app = await NestFactory.create(AppModule, { logger: false })
  await app.listen(0, HOST)
  return { port: await listening(app.getHttpServer()) }
}
