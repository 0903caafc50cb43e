import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { renderHtml } from './html.ts'

const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
].find((path) => path !== undefined && existsSync(path))

const ARGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } }
const THEMES = ['light', 'dark'] as const

const long = `${'a-very-long-name-without-any-space-'.repeat(8)}/`
const REPORTS = {
  sample: sampleReport(),
  healthy: healthyReport(),
  hostile: withHostileTexts(sampleReport(), '\u001b[31m<script>alert(1)</script><img src=x onerror=alert(1)>'),
  long: withHostileTexts(sampleReport(), long),
}

/** Hostile and long texts change the layout, not the colours. */
const NAMES = { light: ['sample', 'healthy', 'hostile', 'long'], dark: ['sample', 'healthy'] } as const

describe.skipIf(!CHROMIUM)(
  `the HTML report in ${CHROMIUM ?? 'Chromium: SKIPPED, none found, set CHROMIUM_PATH'}`,
  () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    let browser: Browser
    let folder: string

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'shipworthy-report-'))
      for (const [name, report] of Object.entries(REPORTS))
        writeFileSync(join(folder, `${name}.html`), renderHtml(report))
      browser = await chromium.launch({ executablePath: CHROMIUM!, args: ARGS.split(' ') })
    }, 60_000)

    afterAll(async () => {
      await browser?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    /** Runs a visit; any console error, dialog or request beyond the file itself fails it. */
    async function visit(
      name: keyof typeof REPORTS,
      options: BrowserContextOptions,
      during: (page: Page) => Promise<void>,
    ): Promise<void> {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      const faults: string[] = []
      page.on('console', (message) => faults.push(`console: ${message.text()}`))
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
      page.on('dialog', (dialog) => {
        faults.push(`dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      const address = pathToFileURL(join(folder, `${name}.html`)).href
      page.on('request', (request) => {
        if (request.url().split('#')[0] !== address && !request.url().startsWith('data:'))
          faults.push(`request: ${request.url()}`)
      })
      await page.goto(address)
      await during(page)
      await context.close()
      expect(faults).toEqual([])
    }

    /** Scripts for the page are texts: the compiler knows no DOM here. */
    async function violations(page: Page): Promise<string[]> {
      await page.evaluate(axe)
      const found = await page.evaluate<AxeResult>("axe.run(document, { resultTypes: ['violations'] })")
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
    }

    const overflow = (page: Page): Promise<number> =>
      page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

    for (const [size, viewport] of Object.entries(SIZES))
      for (const colorScheme of THEMES)
        for (const name of NAMES[colorScheme])
          it(`${name}: accessible and within ${viewport.width} px, ${size}, ${colorScheme}`, async () => {
            await visit(name, { viewport, colorScheme }, async (page) => {
              expect(await overflow(page)).toBe(0)
              await page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
              expect(await overflow(page)).toBe(0)
              expect(await violations(page)).toEqual([])
            })
          }, 60_000)

    it('filters by keyboard and says how many are left', async () => {
      await visit('sample', { viewport: SIZES.desktop }, async (page) => {
        const status = page.getByRole('status')
        const shown = page.locator('[data-result]:not([hidden])')
        await expectText(status, '23 of 23 rules, 17 findings')
        const passed = page.getByRole('button', { name: /^Passed/ })
        await passed.focus()
        await page.keyboard.press('Enter')
        expect(await passed.getAttribute('aria-pressed')).toBe('true')
        await expectText(status, '6 of 23 rules, 0 findings')
        expect(await shown.count()).toBe(6)
        expect(await page.locator('#findings').isVisible()).toBe(false)

        await page.keyboard.press('Space')
        await page.getByRole('button', { name: /^Failed/ }).press('Space')
        await page.getByRole('button', { name: /^Warning/ }).press('Space')
        await expectText(status, '5 of 23 rules, 12 findings')
        await page.getByRole('button', { name: /^CI/ }).press('Enter')
        await expectText(status, '1 of 23 rules, 5 findings')
        await page.getByRole('button', { name: 'Show all' }).press('Enter')
        expect(await shown.count()).toBe(23)
        expect(await page.locator('[aria-pressed="true"]').count()).toBe(0)
      })
    })

    it('says so when no result matches', async () => {
      await visit('sample', { viewport: SIZES.desktop }, async (page) => {
        await page.getByRole('button', { name: /^Does not apply/ }).click()
        await page.getByRole('button', { name: /^CI/ }).click()
        expect(await page.getByText('No result matches these filters.').isVisible()).toBe(true)
      })
    })

    it('leads from a category and from the route to the rules', async () => {
      await visit('sample', { viewport: SIZES.phone }, async (page) => {
        await page.getByRole('link', { name: 'Performance' }).click()
        await expectText(page.getByRole('status'), '2 of 23 rules, 5 findings')
        await page.goto(`${page.url().split('#')[0]}#rule-payments-webhook-unsigned`)
        await page.locator('#rule-payments-webhook-unsigned[open]').waitFor({ state: 'visible', timeout: 20_000 })
      })
    })

    it('begins with a way past the head of the page', async () => {
      await visit('sample', { viewport: SIZES.phone }, async (page) => {
        await page.keyboard.press('Tab')
        expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the verdict')
      })
    })

    it('can be read without JavaScript', async () => {
      await visit('sample', { viewport: SIZES.phone, javaScriptEnabled: false }, async (page) => {
        expect(await page.locator('#filters').isVisible()).toBe(false)
        const summary = page.locator('#rule-lifecycle-no-sigterm > summary')
        await summary.click()
        expect(await page.getByText('no SIGTERM handler in anything the service loads').isVisible()).toBe(true)
      })
    })

    it('prints what is folded away', async () => {
      await visit('sample', { viewport: SIZES.desktop }, async (page) => {
        await page.emulateMedia({ media: 'print' })
        expect(await page.locator('#filters').isVisible()).toBe(false)
        await page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(await page.getByText('no SIGTERM handler in anything the service loads').isVisible()).toBe(true)
        await page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(await page.locator('details.entry[open]').count()).toBe(0)
      })
    })
  },
)

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[]
}

async function expectText(locator: ReturnType<Page['getByRole']>, text: string): Promise<void> {
  await expect.poll(() => locator.textContent()).toBe(text)
}
