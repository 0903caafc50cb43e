import { plural } from '../../audit/report/format.ts'
import { cleanLines, cleanText } from '../../audit/report/text.ts'
import { diskReader } from '../../audit/gather/project/disk-reader.ts'
import { writeFileAtomically } from '../write-file-atomically.ts'
import { writeStdout } from '../write-stdout.ts'
import type { InitFlags } from './init-flags.ts'
import { planFiles } from './plan-files.ts'
import type { PlannedFile } from './planned-file.ts'

/** `shipworthy init`: writes what a project needs to be checked from now on. It asks nothing. */
export async function runInit(dir: string, { force, dryRun }: InitFlags): Promise<void> {
  // What is no project is refused before anything is written into it.
  diskReader(dir)
  const files = planFiles(dir, force === true)
  const written = files.filter(({ kept }) => kept === undefined)
  if (!dryRun) for (const { path, text } of written) await writeFileAtomically(path, text)
  await writeStdout(
    [
      ...files.map((file) => describeFile(file, dryRun === true)),
      ...written.flatMap(({ hint }) => (hint ? ['', cleanLines(hint)] : [])),
      '',
      dryRun ? `Nothing was written; without --dry-run, ${plural(written.length, 'file')} would be.` : nextStep(dir),
      '',
    ].join('\n'),
  )
}

function describeFile({ path, text, kept }: PlannedFile, isDry: boolean): string {
  if (kept !== undefined) return cleanText(`kept ${path}: ${kept}`)
  return isDry ? `${cleanText(`would write ${path}:`)}\n\n${cleanLines(text)}` : cleanText(`wrote ${path}`)
}

function nextStep(dir: string): string {
  const folder = dir === '.' ? '' : ` ${dir}`
  return cleanText(
    `Next: npx shipworthy check${folder}. If it finds more than can be cured now, npx shipworthy baseline update${folder}`,
  )
}
