/** Every command, in the order the help lists them. */
export const COMMANDS = ['check', 'baseline', 'explain', 'monitor', 'alerts'] as const
