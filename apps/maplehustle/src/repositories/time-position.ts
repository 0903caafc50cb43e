/** A time as a cursor keeps it: with microseconds, which a date of JavaScript does not have. */
export function timePosition(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`
}
