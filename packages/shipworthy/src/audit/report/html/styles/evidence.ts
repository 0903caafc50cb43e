/** Criticals, evidence and remedies. */
export const EVIDENCE_STYLES = `
.blocker { border-top: 3px solid var(--critical-fill); padding: 1.1rem 0 2.5rem; }
.blocker:last-child { padding-bottom: 0; }
.blocker h3 { font-size: 1.375rem; letter-spacing: -0.01em; margin-bottom: 0.4rem; }
.why { margin-top: 0.9rem; max-width: 42rem; }
.finding-list { margin-top: 1.1rem; display: grid; gap: 1.1rem; }
.finding-list > li { min-width: 0; }
.message { font-weight: 600; max-width: 44rem; }
.evidence { margin-top: 0.6rem; border-left: 3px solid var(--strong-line); background: var(--well); padding: 0.55rem 0.85rem 0.65rem; }
.evidence-absence { border-left-style: dashed; }
.evidence p { font-size: 0.875rem; color: var(--soft); }
.evidence .place { color: var(--ink); font-size: 0.8125rem; }
.evidence .note { display: block; }
.evidence pre { margin-top: 0.3rem; }
.numbered { display: grid; grid-template-columns: auto minmax(0, 1fr); }
.line-number { color: var(--soft); user-select: none; min-width: 2ch; margin-right: 1.25ch; padding-right: 1ch; border-right: 1px solid var(--strong-line); text-align: right; }
.remedies { margin-top: 1.25rem; }
.remedy { border-top: 1px solid var(--line); }
.remedy:last-child { border-bottom: 1px solid var(--line); }
.remedies .label { margin-bottom: 0.3rem; }
.remedy summary { display: flex; align-items: center; gap: 0.7rem; padding: 0.55rem 0; }
.remedy summary b { font-weight: 600; }
.remedy summary span { color: var(--soft); font-size: 0.875rem; }
.remedy > p { max-width: 42rem; padding: 0 0 0.75rem 1.15rem; }
.remedy > pre { margin: 0 0 0.9rem 1.15rem; padding: 0.75rem 0.9rem; background: var(--well); border: 1px solid var(--line); }
.further { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: 0.3rem 1.25rem; font-size: 0.875rem; color: var(--soft); }
.more { margin-top: 1rem; }
.more > summary { display: inline-flex; align-items: center; gap: 0.6rem; padding: 0.25rem 0; color: var(--accent); }
.unreadable li { padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
.unreadable li:first-child { border-top: 1px solid var(--line); }
.unreadable .place { color: var(--ink); margin-right: 0.75rem; }
.unreadable span { color: var(--soft); }
`
