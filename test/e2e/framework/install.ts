import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';

import type { Api, Manifest } from './api.ts';
import { eventually } from './eventually.ts';
import { manifests, repository } from './paths.ts';
import { poolType } from './pool.ts';
import { locatePrograms } from './programs.ts';

/** What of a DecoratorController or CompositeController the suite changes. */
interface Controller extends KubernetesObject {
  spec: { hooks: Record<string, { webhook: { url: string } }> };
}

/** The controllers that users install: plural of the kind and manifest. */
const controllers = [
  ['decoratorcontrollers', 'decorator-controller.yaml'],
  ['compositecontrollers', 'composite-controller.yaml'],
] as const;

const base = join(repository, 'metacontroller/base');

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

function poolCrd(): string {
  const file = join(base, 'load-balancer-pool-crd.yaml');
  if (!existsSync(file))
    throw new Error(`${file} is missing: without the LoadBalancerPool nothing can be installed`);
  return file;
}

async function installCrd(
  api: Api,
  file: string,
  kinds: readonly Pick<Manifest, 'apiVersion' | 'kind'>[],
): Promise<void> {
  for (const crd of readManifest(file)) await createVerbatim(api, 'customresourcedefinitions', crd);
  for (const { apiVersion, kind } of kinds)
    await eventually(() => api.objects.list(apiVersion, kind), { what: `${kind} was not served` });
}

/**
 * Installs Metacontroller's CRDs and ours and waits until the API server serves them. That has to be before
 * Metacontroller starts: what it does not know then it misses until it asks the API server again.
 */
export async function installCrds(api: Api): Promise<void> {
  const apiVersion = 'metacontroller.k8s.io/v1alpha1';
  const kinds = ['DecoratorController', 'CompositeController'].map((kind) => ({ apiVersion, kind }));
  await installCrd(api, crdManifest(), kinds);
  await installCrd(api, poolCrd(), [poolType]);
}

/** Installs the controllers that users install, with their webhooks sent to `origin` (scheme and host). */
export async function installControllers(api: Api, origin: string): Promise<void> {
  for (const [plural, manifest] of controllers) {
    const [controller] = readManifest(join(base, manifest)) as Controller[];
    if (controller === undefined) throw new Error(`${manifest} is empty`);
    for (const { webhook } of Object.values(controller.spec.hooks)) {
      const { pathname, search } = new URL(webhook.url);
      webhook.url = `${origin}${pathname}${search}`;
    }
    await createVerbatim(api, plural, controller);
  }
}
