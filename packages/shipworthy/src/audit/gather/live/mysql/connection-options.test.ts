import { expect, it } from 'vitest'
import { connectionOptions } from './connection-options.ts'

const URL = 'mysql://app:p%40ss@db.example.com/app'
const tls = (query: string, ca?: string): unknown => connectionOptions(URL + query, ca).ssl

it('takes an address apart', () => {
  expect(connectionOptions(URL, undefined)).toEqual({
    host: 'db.example.com',
    port: 3306,
    user: 'app',
    password: 'p@ss',
    database: 'app',
  })
})

it.each([
  ['', undefined],
  ['?ssl-mode=DISABLED', undefined],
  ['?ssl-mode=REQUIRED', { rejectUnauthorized: false }],
  ['?ssl-mode=VERIFY_IDENTITY', { rejectUnauthorized: true }],
  ['?sslaccept=strict', { rejectUnauthorized: true }],
  ['?sslaccept=accept_invalid_certs', { rejectUnauthorized: false }],
  ['?ssl=true', { rejectUnauthorized: true }],
  ['?ssl={"rejectUnauthorized":false}', { rejectUnauthorized: false }],
])('%s asks for %j', (query, expected) => {
  expect(tls(query)).toEqual(expected)
})

it('looks at the certificate when it has an authority', () => {
  expect(tls('?ssl-mode=REQUIRED', 'PEM')).toEqual({ rejectUnauthorized: true, ca: 'PEM' })
})
