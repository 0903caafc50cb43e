import { describe, expect, it } from 'vitest'
import { createBrowserSecretScan } from './gather-browser-secrets.ts'

function scanned(text: string) {
  const { found, scan } = createBrowserSecretScan()
  scan('src/a.ts', text)
  return found
}

describe('createBrowserSecretScan', () => {
  it('tells where a secret with a public prefix is read', () => {
    expect(scanned('\nconst a = process.env.NEXT_PUBLIC_API_SECRET')).toEqual([
      { path: 'src/a.ts', line: 2, column: 11, name: 'NEXT_PUBLIC_API_SECRET', kind: 'read' },
    ])
    expect(scanned('import.meta.env.VITE_PRIVATE_KEY')[0]?.kind).toBe('read')
    expect(scanned("'REACT_APP_JWT_SECRET'")[0]?.kind).toBe('named')
  })

  it('leaves alone what browsers need', () => {
    const names = ['NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY', 'VITE_RECAPTCHA_SITE_KEY', 'NEXT_PUBLIC_HIDE_CLIENT_SECRET']
    for (const name of [...names, 'NEXT_PUBLIC_SECRETS_URL', 'API_SECRET', 'MY_PUBLIC_API_SECRET'])
      expect(scanned(`process.env.${name}`), name).toEqual([])
  })

  it('keeps only the beginning of a key', () => {
    const key = ['sk', 'test', 'Jq8vX2mN7pLw4Rt9Zb3Ks6Yc'].join('_')
    expect(scanned(`pay('${key}')`)).toEqual([{ path: 'src/a.ts', line: 1, column: 6, name: 'sk_test_…', kind: 'key' }])
  })
})
