import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process of a group, as Linux lists it. */
export interface GroupMember {
  pid: number
  /** Of the program, without its arguments: those may hold secrets. */
  name: string
}

/** The processes of a group that still run; none where there is no /proc. */
export function groupMembers(group: number): GroupMember[] {
  return readOr([], () => readdirSync('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      // proc_pid_stat(5): `pid (name) state ppid pgrp …`; the name may hold anything.
      const text = readOr('', () => readFileSync(`/proc/${pid}/stat`, 'utf8'))
      const [, name = '', rest = ''] = /\((.*)\) (.*)/s.exec(text) ?? []
      const [state, , pgrp] = rest.split(' ')
      return state !== undefined && state !== 'Z' && Number(pgrp) === group ? [{ pid: Number(pid), name }] : []
    })
}

/** TCP ports that processes of a group listen on. */
export function listeningPorts(group: number): number[] {
  const members = groupMembers(group)
  const sockets = new Set(members.flatMap(({ pid }) => socketsOf(pid)))
  const [first] = members
  if (!first) return []
  const rows = ['tcp', 'tcp6'].flatMap((table) =>
    readOr('', () => readFileSync(`/proc/${first.pid}/net/${table}`, 'utf8'))
      .split('\n')
      .slice(1),
  )
  return [...new Set(rows.flatMap((row) => portOf(row, sockets)))]
}

/** Resident memory of a group, in bytes. */
export function groupRssBytes(group: number): number | undefined {
  const sizes = groupMembers(group).map(({ pid }) => {
    const status = readOr('', () => readFileSync(`/proc/${pid}/status`, 'utf8'))
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  })
  return sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0)
}

function socketsOf(pid: number): string[] {
  return readOr([], () => readdirSync(`/proc/${pid}/fd`)).flatMap((fd) => {
    const link = readOr('', () => readlinkSync(`/proc/${pid}/fd/${fd}`))
    return /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []
  })
}

/** Listening sockets have the state `0A` (include/net/tcp_states.h). */
function portOf(row: string, sockets: ReadonlySet<string>): number[] {
  const [, address = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/)
  return state === '0A' && sockets.has(inode) ? [Number.parseInt(address.split(':')[1] ?? '', 16)] : []
}

/** Processes end while they are looked at. */
function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
