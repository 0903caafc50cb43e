import type { ComposeFile } from '../../facts/containers.ts'
import { isBackingImage, nodeMajorOf } from '../containers/base-images.ts'
import type { ImageView } from '../containers/containers-view.ts'
import { serviceImages } from '../containers/node-images.ts'
import type { Instances } from '../containers/workloads-view.ts'
import { versionOfImage } from '../containers/node-versions.ts'
import type { ProfileContext } from './profile-context.ts'
import { mergeTraits, settingTrait, type Trait } from './trait.ts'

/** The images the service ships in, and what starts them. */
export function containerTraits({ views }: ProfileContext): Trait[] {
  const { containers, service } = views
  const images = serviceImages(containers).map(imageTrait)
  const compose = containers.composeFiles
    .filter(startsService)
    .slice(0, 1)
    .map(({ path, services }) =>
      settingTrait(`Docker Compose, ${services.length} ${services.length === 1 ? 'service' : 'services'}`, path),
    )
  const pods = containers.kubernetes.find(({ kind }) => /Deployment|StatefulSet|DaemonSet|Pod|Rollout/.test(kind))
  const instances = views.workloads.instances()
  return mergeTraits([
    ...images,
    ...compose,
    ...(pods ? [settingTrait('Kubernetes', pods.path, pods.line)] : []),
    ...instancesTraits(instances),
    ...(service.serverless?.file
      ? [settingTrait('functions of a platform', service.serverless.file, service.serverless.line)]
      : []),
  ])
}

/** One copy that nobody asked for is no news. */
function instancesTraits({ count, evidence }: Instances): Trait[] {
  if (count === 'unknown' || evidence?.file === undefined || (count === 1 && !evidence.snippet?.includes('replicas')))
    return []
  return [settingTrait(count === 'many' ? 'many instances' : `${count} instances`, evidence.file, evidence.line)]
}

/** A file that starts only databases for the developer is no deployment of the service. */
function startsService({ services }: ComposeFile): boolean {
  return services.some(({ build, image }) => build !== undefined || (image !== undefined && !isBackingImage(image)))
}

function imageTrait(image: ImageView): Trait {
  const { major } = versionOfImage(image)
  const isMoving = nodeMajorOf(image.baseImage) === 'moving'
  const node = typeof major === 'number' ? `Node.js ${major} on ` : isMoving ? 'the newest Node.js on ' : ''
  return settingTrait(`${node}${image.baseImage}`, image.path, image.baseLine)
}
