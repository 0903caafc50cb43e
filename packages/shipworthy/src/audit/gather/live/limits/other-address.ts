import { askSite, type Site } from '../http/site.ts'

/**
 * Another address of loopback to ask from, where the service is there: it is counted for itself, so that what is used up
 * here is not missing elsewhere. Linux has all of 127.0.0.0/8; other systems only the first.
 */
export async function otherAddress(site: Site, index: number): Promise<string | undefined> {
  if (!/^127\.\d+\.\d+\.\d+$/.test(new URL(site.origin).hostname)) return undefined
  const localAddress = `127.0.0.${index + 2}`
  const attempt = await askSite(site, site.root, {
    localAddress,
    note: 'whether it answers another address of this machine',
  })
  return attempt.ok ? localAddress : undefined
}
