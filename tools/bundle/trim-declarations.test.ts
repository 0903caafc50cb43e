import { expect, it } from 'vitest'
import { trimCode, trimComments } from './trim-declarations.ts'

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
    (x: number): void;
}
export {};
`

it('a declaration keeps what it declares and says, but for its example', () => {
  expect(trimCode(trimComments(DECLARATION))).toBe(`import type { A } from './a.ts'
/** What it is, on two lines:
 * 
 * - one
 * - two */
export interface B {
/** A member. */
a: A
(x: number): void
}
`)
})

it('what users are only given is not described twice', () => {
  expect(trimComments(DECLARATION, false)).not.toContain('/**')
})

it('of errors, the codes are kept', () => {
  const errors = `/** What may go wrong. */
export declare const ERRORS: {
    readonly SW_ERR_A: {
        readonly message: '{what} is wrong';
        readonly remedy: '';
    };
    readonly SW_ERR_B: {
        readonly message: 'b';
        readonly remedy: "c";
    };
};
`
  expect(trimCode(errors)).toBe(
    "/** What may go wrong. */\nexport declare const ERRORS: Readonly<Record<'SW_ERR_A' | 'SW_ERR_B', { readonly message: string; readonly remedy: string }>>\n",
  )
})
