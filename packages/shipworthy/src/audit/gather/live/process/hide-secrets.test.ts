import { describe, expect, it } from 'vitest'
import { hideSecrets } from './hide-secrets.ts'

describe('hideSecrets', () => {
  it('hides what is named as a secret', () => {
    expect(hideSecrets('login failed, password=hunter22, user=bob')).toBe('login failed, password=••••, user=bob')
    expect(hideSecrets('{"apiKey": "abcdef", "port": 3000}')).toBe('{"apiKey": "••••", "port": 3000}')
  })

  it('hides what the environment holds, also the password inside of an address', () => {
    const environment = {
      DATABASE_URL: 'postgres://app:p%40ssw0rd!@db:5432/shop',
      LICENCE_KEY: 'QX-1234',
      PORT: '3000',
    }
    expect(hideSecrets('no QX-1234 on 3000: p@ssw0rd! p%40ssw0rd!', environment)).toBe('no •••• on 3000: •••• ••••')
    expect(hideSecrets(`cannot reach ${environment.DATABASE_URL}`, environment)).toBe('cannot reach ••••')
  })
})
