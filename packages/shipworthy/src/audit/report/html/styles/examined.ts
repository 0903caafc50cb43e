/** What was sent to a running system. */
export const EXAMINED_STYLES = `
.sent { margin-top: .75rem; }
.sent summary { cursor: pointer; color: var(--soft); }
.sent ol { list-style: none; margin: .5rem 0 0; padding: 0; font-size: .875rem; }
.sent li { padding: .2rem 0; overflow-wrap: anywhere; }
.sent .note { color: var(--soft); }
`
