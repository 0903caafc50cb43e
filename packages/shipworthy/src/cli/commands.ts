/** Every command, in the order the help lists them. */
export const COMMANDS = ['init', 'check', 'baseline', 'explain', 'monitor', 'alerts'] as const
