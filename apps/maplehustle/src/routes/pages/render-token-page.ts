/** A page that sends the token of its link on, when a person says so: programs that look at links in mails use none up. */
export interface TokenPage {
  title: string
  action: string
  /** Where it is posted to. */
  target: string
  asksPassword: boolean
}

/** Everything in it is ours; the token is read by the script, from behind the #. */
export function renderTokenPage({ title, action, target, asksPassword }: TokenPage, nonce: string): string {
  const field = asksPassword
    ? '<label>Password <input name="password" type="password" minlength="8" autocomplete="new-password" required></label> '
    : ''
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<h1>${title}</h1>
<form>${field}<button>${action}</button></form>
<p role="status"></p>
<script nonce="${nonce}">
  const [form, status] = [document.querySelector('form'), document.querySelector('p')]
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const fields = { ...Object.fromEntries(new FormData(form)), token: location.hash.slice(1) }
    const headers = { 'content-type': 'application/json' }
    const response = await fetch('${target}', { method: 'POST', headers, body: JSON.stringify(fields) })
    status.textContent = response.ok ? 'Done.' : (await response.json()).detail
    form.hidden = response.ok
  })
</script>
</html>
`
}
