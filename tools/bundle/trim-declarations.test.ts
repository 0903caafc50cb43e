import { expect, it } from 'vitest'
import { trimDeclaration } from './trim-declarations.ts'

const DECLARATION = `import type { A } from './a.ts';
/**
 * What it is,
 * on two lines:
 *
 * - one
 * - two
 *
 * @example
 * make({ a: 1 })
 */
export interface B {
    /** A member. */
    a: A;
    readonly message: 'the {thing} is at {place}';
    (x: number): void;
}
export {};
`

it('a declaration keeps what it declares and says, but for its example', () => {
  expect(trimDeclaration(DECLARATION)).toBe(`import type { A } from './a.ts'
/** What it is, on two lines:
 * 
 * - one
 * - two */
export interface B {
/** A member. */
a: A
readonly message: '{thing}{place}'
(x: number): void
}
`)
})

it('what users are only given is not described twice', () => {
  expect(trimDeclaration(DECLARATION, false)).not.toContain('/**')
})
