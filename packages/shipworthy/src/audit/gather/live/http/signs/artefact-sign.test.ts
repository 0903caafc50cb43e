import { describe, expect, it } from 'vitest'
import { exchange } from '../../../../rules/live-example-kit.ts'
import { artefactSign } from './artefact-sign.ts'

const signOf = (path: string, body: string, type = 'text/plain'): string | undefined =>
  artefactSign(path, exchange({ body, headers: { 'content-type': type } }))

const SERVED: [path: string, body: string, sign: string][] = [
  ['/.git/HEAD', 'ref: refs/heads/main\n', 'Git repository'],
  ['/.env', 'PORT=3000\nJWT_SECRET=••••\n', 'variables with credentials'],
  ['/.env', 'DATABASE_URL=postgres://shop:••••@db/shop\n', 'variables with credentials'],
  ['/.env', 'PORT=3000\nPUBLIC_URL=https://example.com\n', 'variables'],
  ['/dump.sql', '-- PostgreSQL database dump\n', 'database dump'],
  ['/server.js', "const express = require('express')\n", 'source of the server'],
  ['/package.json', '{"name":"shop","dependencies":{"express":"^5.0.0"}}', 'package.json of the service'],
  ['/app.js.map', '{"version":3,"sources":["a.ts"],"mappings":"AAAA"}', 'source map'],
]

const OTHER: [path: string, body: string, type: string][] = [
  ['/.git/HEAD', '<!doctype html><title>Shop</title>', 'text/html'],
  ['/.env', '<!doctype html><title>Shop</title>', 'text/html'],
  ['/.env', '{"error":"not found"}', 'application/json'],
  ['/.env', 'not found', 'text/plain'],
  ['/dump.sql', 'OK', 'text/plain'],
  ['/package.json', '{"name":"package.json","versions":{},"dependencies":{}}', 'application/json'],
  ['/server.js', 'self.addEventListener("fetch", () => {})', 'text/javascript'],
  ['/app.js.map', '{"error":"not found"}', 'application/json'],
]

describe('artefactSign', () => {
  it.each(SERVED)('%s with %j is %s', (path, body, sign) => expect(signOf(path, body)).toBe(sign))
  it.each(OTHER)('%s with %j is nothing', (path, body, type) => expect(signOf(path, body, type)).toBeUndefined())
})
