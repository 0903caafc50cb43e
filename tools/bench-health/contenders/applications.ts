import { createServer, type Server, type ServerResponse } from 'node:http'
import type { Express } from 'express'
import type { FastifyInstance } from 'fastify'
import { APP_PATH, ORDER } from '../contender.ts'

// The same small application on each server: one route of its own, and JSON. Frameworks are loaded when they are used.

export function nodeApplication(): Server {
  return createServer((request, response) => {
    if (request.url === APP_PATH) return answerJson(response, 200, ORDER)
    answerJson(response, request.url === '/livez' ? 200 : 404, { status: 'ok' })
  })
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** What is mounted first stands before the routes, as the documents of all of them say. */
export async function expressApplication(mount: (app: Express) => void = () => {}): Promise<Express> {
  const { default: express } = await import('express')
  const app = express()
  mount(app)
  app.get('/orders/:id', (_, response) => void response.json(ORDER))
  app.get('/livez', (_, response) => void response.json({ status: 'ok' }))
  return app
}

export async function fastifyApplication(
  mount: (app: FastifyInstance) => PromiseLike<unknown> | unknown = () => {},
): Promise<FastifyInstance> {
  const { fastify } = await import('fastify')
  const app = fastify()
  await mount(app)
  app.get('/orders/:id', () => ORDER)
  if (!app.hasRoute({ method: 'GET', url: '/livez' })) app.get('/livez', () => ({ status: 'ok' }))
  return app
}
