import { describe, expect, it } from 'vitest'
import { healthWord } from './health-body.ts'

const BODIES: [body: string, word: string][] = [
  ['OK', 'good'],
  ['"healthy"', 'good'],
  ['{"status":"UP"}', 'good'],
  ['{"status":"warn","output":"disk 85 %"}', 'good'],
  ['{"ok":true}', 'good'],
  ['{"status":"ok","info":{"redis":{"status":"down"}}}', 'good'],
  ['{"status":"DOWN"}', 'bad'],
  ['{"status":"error","details":{}}', 'bad'],
  ['{"healthy":false,"uptime":12}', 'bad'],
  ['Not ready', 'bad'],
  ['{"uptime":12}', 'silent'],
  ['', 'silent'],
  ['[]', 'silent'],
  ['{"status":', 'silent'],
  ['<html>down</html>', 'silent'],
]

describe('healthWord', () => {
  it.each(BODIES)('%s is %s', (body, word) => expect(healthWord({ body })).toBe(word))
})
