import { describe, expect, it } from 'vitest'
import { databaseAddresses, pointTo } from './database-addresses.ts'

const ENVIRONMENT = {
  DATABASE_URL: 'postgresql://app:p%40ss@db.example.com/shop?sslmode=require',
  REPORTS: 'mysql://db2.example.com:3307/reports',
  PGHOST: 'db.example.com',
  PGPORT: '5433',
  DB_HOST: 'db3.example.com',
  REDIS_URL: 'redis://cache:6379',
  MONGO: 'mongodb://a:1,b:2/shop',
  SITE: 'https://example.com',
  PORT: '3000',
}

describe('databaseAddresses', () => {
  it('finds addresses, and hosts with a port', () => {
    expect(databaseAddresses(ENVIRONMENT)).toEqual([
      { host: 'db.example.com', port: 5432, variables: ['DATABASE_URL'] },
      { host: 'db2.example.com', port: 3307, variables: ['REPORTS'] },
      { host: 'db.example.com', port: 5433, variables: ['PGHOST', 'PGPORT'] },
    ])
  })
})

describe('pointTo', () => {
  it('changes nothing but host and port', () => {
    const { DATABASE_URL, REPORTS, PGHOST, PGPORT, ...others } = pointTo(
      ENVIRONMENT,
      databaseAddresses(ENVIRONMENT),
      99,
    )
    expect({ DATABASE_URL, REPORTS, PGHOST, PGPORT }).toEqual({
      DATABASE_URL: 'postgresql://app:p%40ss@127.0.0.1:99/shop?sslmode=require',
      REPORTS: 'mysql://127.0.0.1:99/reports',
      PGHOST: '127.0.0.1',
      PGPORT: '99',
    })
    expect(ENVIRONMENT).toMatchObject(others)
  })
})
