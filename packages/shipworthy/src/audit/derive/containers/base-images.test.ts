import { describe, expect, it } from 'vitest'
import { movingTag, nodeMajorOf, parseImage, userOfBase } from './base-images.ts'

describe('base images', () => {
  it.each([
    ['node:22-alpine', 22, 'root', false],
    ['docker.io/library/node:lts-iron', 20, 'root', false],
    ['node:alpine3.22', 'moving', 'root', true],
    ['node', 'moving', 'root', true],
    [`node@sha256:${'a'.repeat(64)}`, undefined, 'root', false],
    ['gcr.io/distroless/nodejs24-debian13', 24, 'root', false],
    ['gcr.io/distroless/nodejs24-debian13:nonroot', 24, 'other', false],
    ['cgr.dev/chainguard/node:latest', 'moving', 'other', true],
    ['registry.access.redhat.com/ubi9/nodejs-22', 22, 'other', false],
    ['localhost:5000/team/app:3', undefined, undefined, false],
    ['redis:alpine', undefined, undefined, true],
    ['debian:bookworm', undefined, 'root', false],
  ])('knows %s', (image, major, user, moves) => {
    expect(nodeMajorOf(image)).toBe(major)
    expect(userOfBase(image)).toBe(user)
    expect(movingTag(image) !== undefined).toBe(moves)
  })

  it('leaves out scratch and what a build argument names', () => {
    expect([parseImage('scratch'), parseImage('node:${VERSION}')]).toEqual([undefined, undefined])
  })
})
