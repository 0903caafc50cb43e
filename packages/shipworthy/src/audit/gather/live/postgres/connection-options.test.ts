import { expect, it } from 'vitest'
import { connectionOptions } from './connection-options.ts'

const URL = 'postgres://app:p%40ss@db.example.com/app'

it.each([
  ['', undefined, [{ connectionString: URL }]],
  ['?sslmode=disable', 'PEM', [{ connectionString: `${URL}?sslmode=disable` }]],
  ['?sslmode=require', undefined, [{ connectionString: `${URL}?sslmode=require&uselibpqcompat=true` }]],
  ['?sslmode=verify-full', undefined, [{ connectionString: `${URL}?sslmode=verify-full` }]],
  ['?sslmode=verify-full&a=1', 'PEM', [{ connectionString: `${URL}?a=1`, ssl: { ca: 'PEM' } }]],
  [
    '?sslmode=prefer',
    undefined,
    [
      { connectionString: `${URL}?sslmode=require&uselibpqcompat=true` },
      { connectionString: `${URL}?sslmode=disable` },
    ],
  ],
])('%s, authority: %s', (query, ca, expected) => {
  expect(connectionOptions(URL + query, ca)).toEqual(expected)
})
