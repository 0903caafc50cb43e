import type { PluginRule } from './plugin-rule.ts'

/** What a plugin is written against. It rises when a plugin for the present form could no longer run. */
export const API_VERSION = 1

/** Rules of one team or organisation, under a name of their own. */
export interface Plugin {
  apiVersion: typeof API_VERSION
  /** The namespace of its rules: lower case, digits and hyphens. */
  name: string
  rules: readonly PluginRule[]
}

/**
 * Declares a plugin; a module exports it as `plugin`.
 *
 * @example
 * export const plugin = definePlugin({ name: 'acme', rules: [noReadme] })
 */
export function definePlugin({ name, rules }: Pick<Plugin, 'name' | 'rules'>): Plugin {
  return { apiVersion: API_VERSION, name, rules }
}
