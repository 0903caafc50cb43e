import { expect, it } from 'vitest'
import { sampleReport } from '../../testing/sample-report.ts'
import { renderHtml } from '../html.ts'

it('says why something is not in force, as text', () => {
  const reason = 'behind `a < b && "c"`'
  const page = renderHtml(
    sampleReport({
      profile: [{ label: 'Mounted', values: [{ text: 'helmet', state: 'off', reason, file: 'server.js', line: 7 }] }],
    }),
  )
  expect(page).toContain(
    'helmet <span class="badge">present but disabled</span> (behind `a &lt; b &amp;&amp; &quot;c&quot;`) <code class="place">server.js:7</code>',
  )
})
