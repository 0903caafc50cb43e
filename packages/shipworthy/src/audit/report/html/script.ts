/** The page's only script: filters, and opening what a link points to. Without it everything can still be read. */
export const SCRIPT = `(() => {
  'use strict'
  const all = (selector, root = document) => [...root.querySelectorAll(selector)]
  const byId = (id) => document.getElementById(id)
  const results = all('[data-result]')
  const buttons = all('button[data-filter]')
  const groups = all('[data-group]')
  const openAll = byId('open-all')
  const plural = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's')

  const pressed = () => {
    const active = {}
    for (const { dataset, ariaPressed } of buttons)
      if (ariaPressed === 'true') (active[dataset.filter] ??= new Set()).add(dataset.value)
    return active
  }

  const apply = () => {
    const active = Object.entries(pressed())
    for (const result of results)
      result.hidden = !active.every(([filter, values]) => values.has(result.dataset[filter]))
    for (const group of groups) {
      group.hidden = results.every((result) => result.hidden || !group.contains(result))
      if (active.length > 0) group.open = true
    }
    const shown = results.filter((result) => !result.hidden)
    const findings = shown.reduce((sum, { dataset }) => sum + Number(dataset.findings), 0)
    byId('filter-count').textContent =
      shown.length + ' of ' + plural(results.length, 'rule') + ', ' + plural(findings, 'finding')
    byId('filter-reset').hidden = active.length === 0
    byId('no-results').hidden = shown.length > 0
  }

  const press = (button, on) => button.setAttribute('aria-pressed', String(on))
  const release = () => buttons.forEach((button) => press(button, false))

  for (const button of buttons)
    button.addEventListener('click', () => {
      press(button, button.getAttribute('aria-pressed') !== 'true')
      apply()
    })
  byId('filter-reset').addEventListener('click', () => {
    release()
    apply()
    buttons[0]?.focus()
  })
  for (const link of all('[data-show-category]'))
    link.addEventListener('click', () => {
      release()
      for (const button of buttons) press(button, button.dataset.value === link.dataset.showCategory)
      all('.filter-more').forEach((more) => (more.open = true))
      apply()
    })

  let isOpen = false
  openAll.addEventListener('click', () => {
    isOpen = !isOpen
    for (const entry of all('details.entry, details.group')) entry.open = isOpen || entry.id === 'findings' || entry.id === 'unknown'
    openAll.textContent = isOpen ? 'Close all' : 'Open all'
  })

  const reveal = () => {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)))
    if (!target) return
    for (let node = target; node; node = node.parentElement) {
      node.hidden = false
      if (node.tagName === 'DETAILS') node.open = true
    }
    target.scrollIntoView()
  }
  addEventListener('hashchange', reveal)
  for (const link of all('a[href^="#"]')) link.addEventListener('click', () => setTimeout(reveal))

  let closed = []
  addEventListener('beforeprint', () => {
    closed = all('details:not([open])').filter((entry) => !entry.closest('.remedies'))
    for (const entry of closed) entry.open = true
  })
  addEventListener('afterprint', () => {
    for (const entry of closed) entry.open = false
  })

  byId('filters').hidden = false
  if (matchMedia('(min-width: 60rem)').matches) all('.filter-more').forEach((more) => (more.open = true))
  apply()
  reveal()
})()`
