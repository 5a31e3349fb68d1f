import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { groupOf } from './kube-object.ts';

const FOLDER = join(import.meta.dirname, '../../../metacontroller/base');

const KINDS: Readonly<Record<string, string>> = {
  services: 'Service',
  serviceexposures: 'ServiceExposure',
  loadbalancerpools: 'LoadBalancerPool',
  daemonsets: 'DaemonSet',
  deployments: 'Deployment',
  pods: 'Pod',
  endpointslices: 'EndpointSlice',
  namespaces: 'Namespace',
  nodes: 'Node',
};

export interface Resource {
  readonly apiVersion: string;
  readonly resource: string;
}

interface HookDocument {
  readonly version: string;
  readonly webhook: { readonly url: string };
}

interface ControllerDocument {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly resources: readonly [Resource];
    readonly attachments?: readonly Resource[];
    readonly hooks: { readonly sync: HookDocument; readonly customize?: HookDocument };
  };
}

/** A controller as installed. */
export interface Controller {
  readonly document: ControllerDocument;
  readonly name: string;
  readonly parentKind: string;
  /** Keys of the kinds of its attachments in a request. */
  readonly attachments: readonly string[];
  readonly syncPath: string;
  readonly customizePath: string | undefined;
}

export function kindOf({ resource }: Resource): string {
  const kind = KINDS[resource];
  if (kind === undefined) throw new Error(`the kind of ${resource} is not known here`);
  return kind;
}

export function groupOfResource(resource: Resource): string {
  return groupOf({ kind: kindOf(resource), apiVersion: resource.apiVersion });
}

function pathOf({ webhook }: HookDocument): string {
  return new URL(webhook.url).pathname;
}

function readController(file: string): Controller {
  const document = parse(readFileSync(join(FOLDER, file), 'utf8')) as ControllerDocument;
  const { resources, attachments = [], hooks } = document.spec;
  return {
    document,
    name: document.metadata.name,
    parentKind: kindOf(resources[0]),
    attachments: attachments.map(groupOfResource),
    syncPath: pathOf(hooks.sync),
    customizePath: hooks.customize && pathOf(hooks.customize),
  };
}

/** The controllers in metacontroller/base. */
export const CONTROLLERS: readonly Controller[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('controller.yaml'))
  .sort()
  .map(readController);
