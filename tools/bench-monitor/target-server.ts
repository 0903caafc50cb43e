#!/usr/bin/env node
// What the benchmark watches: answers everything, and says once a second how often it was asked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

let count = 0
const server = createServer((_, response) => {
  count++
  response.writeHead(200, { 'content-length': '2' }).end('ok')
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
setInterval(() => process.send?.({ count }), 1_000)
// It ends with whoever started it.
process.on('disconnect', () => process.exit(0))
