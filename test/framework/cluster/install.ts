import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { KubernetesObject, V1CustomResourceDefinition as Crd } from '@kubernetes/client-node';
import { parse, parseAllDocuments } from 'yaml';

import type { Api } from './api.ts';
import { eventually } from '../processes/eventually.ts';
import { manifests, repository } from '../processes/paths.ts';
import { locatePrograms } from '../processes/programs.ts';

/** The part of a DecoratorController that is changed here. */
interface Controller extends KubernetesObject {
  spec: { hooks: Record<string, { webhook: { url: string } }> };
}

const base = join(repository, 'metacontroller/base');

interface Kustomization {
  resources: string[];
}

function readManifest(file: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** Everything that users install, in the order of their kustomization. */
function readBase(): KubernetesObject[] {
  const { resources } = parse(readFileSync(join(base, 'kustomization.yaml'), 'utf8')) as Kustomization;
  return resources.flatMap((file) => readManifest(join(base, file)));
}

function isCrd({ kind }: KubernetesObject): boolean {
  return kind === 'CustomResourceDefinition';
}

function isController(object: KubernetesObject): object is Controller {
  return object.apiVersion?.startsWith('metacontroller.k8s.io/') ?? false;
}

function redirect({ spec }: Controller, origin: string): void {
  for (const { webhook } of Object.values(spec.hooks)) {
    const { pathname, search } = new URL(webhook.url);
    webhook.url = `${origin}${pathname}${search}`;
  }
}

/** The file with Metacontroller's own CustomResourceDefinitions: the one next to its binary, else a copy of the parts that are used here. */
export function crdManifest(): string {
  const real = join(dirname(locatePrograms().metacontroller), 'metacontroller-crds-v1.yaml');
  return existsSync(real) ? real : join(manifests, 'metacontroller-crds.yaml');
}

/** Creates a CRD as it is. The typed client would drop fields that it does not know, such as x-kubernetes-*. */
async function installCrd(api: Api, body: Crd): Promise<void> {
  const target = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions', body };
  await api.custom.createClusterCustomObject(target);
  const { group, names, versions } = body.spec;
  for (const { name } of versions)
    await eventually(() => api.objects.list(`${group}/${name}`, names.kind), {
      what: `${names.kind} was not served`,
    });
}

/**
 * Installs Metacontroller's CRDs and ours and waits until the API server serves them. Metacontroller must start later:
 * otherwise it does not know the kinds until it asks the API server again.
 */
export async function installCrds(api: Api): Promise<void> {
  const crds = [...readManifest(crdManifest()), ...readBase().filter(isCrd)] as Crd[];
  for (const crd of crds) await installCrd(api, crd);
}

/** Installs everything else that users install, with the webhooks of controllers sent to `origin` (scheme and host). */
export async function installControllers(api: Api, origin: string): Promise<void> {
  for (const object of readBase().filter((each) => !isCrd(each))) {
    if (isController(object)) redirect(object, origin);
    await api.objects.create(object);
  }
}
