import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';

import type { Api } from './api.ts';
import { eventually } from './eventually.ts';
import { manifests, repository } from './paths.ts';
import { locatePrograms } from './programs.ts';

/** What of a DecoratorController the suite changes. */
interface DecoratorController extends KubernetesObject {
  spec: { hooks: Record<string, { webhook: { url: string } }> };
}

function readManifest(file: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** Creates a cluster-scoped object just as it is: the typed clients drop what they do not know, x-kubernetes-* for one. */
async function createVerbatim(api: Api, plural: string, body: KubernetesObject): Promise<void> {
  const [group = '', version = ''] = body.apiVersion?.split('/') ?? [];
  await api.custom.createClusterCustomObject({ group, version, plural, body });
}

function crdManifest(): string {
  const real = join(dirname(locatePrograms().metacontroller), 'metacontroller-crds-v1.yaml');
  return existsSync(real) ? real : join(manifests, 'metacontroller-crds.yaml');
}

/** Installs Metacontroller's CRDs and waits until the API server serves them. */
export async function installCrds(api: Api): Promise<void> {
  for (const crd of readManifest(crdManifest())) {
    await createVerbatim(api, 'customresourcedefinitions', crd);
  }
  const probe = { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'DecoratorController' };
  await eventually(() => api.objects.list(probe.apiVersion, probe.kind), {
    what: 'the CRDs were not served',
  });
}

/** Installs the DecoratorController that users install, with its webhooks sent to `origin` (scheme and host). */
export async function installController(api: Api, origin: string): Promise<void> {
  const file = join(repository, 'metacontroller/base/decorator-controller.yaml');
  const [controller] = readManifest(file) as DecoratorController[];
  if (controller === undefined) throw new Error(`${file} is empty`);
  for (const { webhook } of Object.values(controller.spec.hooks)) {
    const { pathname, search } = new URL(webhook.url);
    webhook.url = `${origin}${pathname}${search}`;
  }
  await createVerbatim(api, 'decoratorcontrollers', controller);
}
