import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { manifests } from '../processes/paths.ts';
import { locate } from '../processes/programs.ts';
import type { ControlPlane } from './control-plane.ts';
import { kubectl } from './kubectl.ts';

/** The file of Metacontroller's CRDs: its own if that is next to the program, or else the one of the suite. */
export function metacontrollerCrds(): string {
  const real = join(dirname(locate('metacontroller') ?? ''), 'metacontroller-crds-v1.yaml');
  return existsSync(real) ? real : join(manifests, 'metacontroller-crds.yaml');
}

/** Applies manifests on the server: kubectl would copy them into an annotation, and CRDs are too large for that. */
async function apply(plane: ControlPlane, ...files: readonly string[]): Promise<void> {
  await kubectl(plane, 'apply', '--server-side', ...files.map((file) => `--filename=${file}`));
}

/**
 * Installs Metacontroller's CRDs and ours and waits until the API server serves them. Metacontroller must start later:
 * otherwise it does not know the kinds until it asks the API server again.
 */
export async function installCrds(plane: ControlPlane): Promise<void> {
  const ours = ['load-balancer-pool', 'service-exposure'];
  const files = ours.map((kind) => `metacontroller/base/${kind}-crd.yaml`);
  await apply(plane, metacontrollerCrds(), ...files);
  await kubectl(plane, 'wait', '--for=condition=Established', 'crd', '--all');
}

/** Installs everything of a folder that users install, but with the hook at `origin`: `https` if it is so there. */
export async function installControllers(
  plane: ControlPlane,
  origin: string,
  folder = 'metacontroller/base',
): Promise<void> {
  const file = join(dirname(plane.kubeconfig), 'controllers.yaml');
  const text = await kubectl(plane, 'kustomize', folder);
  writeFileSync(file, text.replaceAll('akrobateo.akrobateo-system', new URL(origin).host));
  await apply(plane, file);
}
