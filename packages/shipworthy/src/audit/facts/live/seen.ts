/** Something that was asked for: what it is, or why it is not known (a right that is missing, a view that is not there). */
export type Seen<T> = { known: true; value: T } | { known: false; reason: string }
