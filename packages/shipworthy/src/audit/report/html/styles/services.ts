/** The page of a project with several services. */
export const SERVICE_STYLES = `
.services { width: 100%; border-collapse: collapse; text-align: left; font-variant-numeric: tabular-nums; }
.services th, .services td { padding: 0.5rem 1rem 0.5rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
.services thead th { color: var(--soft); font-weight: 400; }
.services tbody th { font-size: 1rem; font-weight: 600; }
.services td:nth-child(2) { color: var(--grade); font-weight: 650; white-space: nowrap; }
.services-room { overflow-x: auto; }
.service { margin-top: 2.5rem; border-top: 2px solid var(--strong-line); padding-top: 1rem; }
.service > summary { display: flex; align-items: baseline; gap: 0.75rem; }
.service > summary h2 { font-size: 1.5rem; letter-spacing: -0.01em; }
`
