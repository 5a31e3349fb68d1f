import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { ApiException, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';

import { connect } from '../framework/api.ts';
import type { Api } from '../framework/api.ts';
import type { ControlPlane } from '../framework/control-plane.ts';
import { eventually } from '../framework/eventually.ts';
import { repository } from '../framework/paths.ts';
import { programPath } from '../framework/programs.ts';

const run = promisify(execFile);
const [group, version] = ['akrobateo.kontena.io', 'v1alpha1'];
const serverSideApply = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);

/** One of our kinds, and where the tests create its objects. */
export interface Kind {
  /** The manifest of its CustomResourceDefinition. */
  readonly file: string;
  readonly kind: string;
  readonly plural: string;
  /** Absent: the kind is cluster-scoped. */
  readonly namespace?: string;
}

/** An object as the API server stores it. */
export interface Stored {
  metadata: { name: string; generation: number; resourceVersion: string };
  spec: object;
  status?: object;
}

/** The whole message of the API server's refusal; undefined if it accepted. */
async function refusal(answer: Promise<unknown>): Promise<string | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiException)) throw error;
    return (JSON.parse(String(error.body)) as { message: string }).message;
  }
}

/** Objects of one kind on an API server that has its CRD, by the API and by the real kubectl. */
export class Objects {
  readonly #api: Api;
  readonly #plane: ControlPlane;
  readonly #kind: Kind;
  readonly #resource: { group: string; version: string; plural: string };

  private constructor(plane: ControlPlane, kind: Kind) {
    this.#api = connect(plane);
    this.#plane = plane;
    this.#kind = kind;
    this.#resource = { group, version, plural: kind.plural };
  }

  /** Installs the CRD as users do, and waits until its objects are served. */
  static async install(plane: ControlPlane, kind: Kind): Promise<Objects> {
    const objects = new Objects(plane, kind);
    await objects.kubectl('apply', '-f', kind.file);
    await eventually(() => objects.#api.custom.listClusterCustomObject(objects.#resource), {
      what: `${kind.kind} was not served`,
    });
    return objects;
  }

  /** What kubectl prints, run in the checkout. Its cache of what the server knows is this server's alone. */
  async kubectl(...args: string[]): Promise<string> {
    const { kubeconfig } = this.#plane;
    const cache = `--cache-dir=${join(dirname(kubeconfig), 'kubectl-cache')}`;
    const env = { ...process.env, PATH: programPath, KUBECONFIG: kubeconfig };
    return (await run('kubectl', [cache, ...args], { cwd: repository, env })).stdout;
  }

  async create(name: string, fields: { spec?: unknown; status?: object } = {}): Promise<Stored> {
    const { custom } = this.#api;
    const request = { ...this.#resource, body: this.#body(name, fields), fieldValidation: 'Strict' };
    const { namespace } = this.#kind;
    return (await (namespace === undefined
      ? custom.createClusterCustomObject(request)
      : custom.createNamespacedCustomObject({ ...request, namespace }))) as Stored;
  }

  async refusalOf(name: string, spec: object): Promise<string | undefined> {
    return refusal(this.create(name, { spec }));
  }

  async applyServerSide(name: string, spec: object): Promise<Stored> {
    const { custom } = this.#api;
    const request = { ...this.#resource, name, body: this.#body(name, { spec }), fieldManager: 'e2e' };
    const { namespace } = this.#kind;
    return (await (namespace === undefined
      ? custom.patchClusterCustomObject(request, serverSideApply)
      : custom.patchNamespacedCustomObject({ ...request, namespace }, serverSideApply))) as Stored;
  }

  async refusalOfApply(name: string, spec: object): Promise<string | undefined> {
    return refusal(this.applyServerSide(name, spec));
  }

  async read(name: string): Promise<Stored> {
    const { custom } = this.#api;
    const request = { ...this.#resource, name };
    const { namespace } = this.#kind;
    return (await (namespace === undefined
      ? custom.getClusterCustomObject(request)
      : custom.getNamespacedCustomObject({ ...request, namespace }))) as Stored;
  }

  /** Replaces the status, as Metacontroller does. */
  async writeStatus(name: string, status: object): Promise<Stored> {
    const { custom } = this.#api;
    const request = { ...this.#resource, name, body: { ...(await this.read(name)), status } };
    const { namespace } = this.#kind;
    return (await (namespace === undefined
      ? custom.replaceClusterCustomObjectStatus(request)
      : custom.replaceNamespacedCustomObjectStatus({ ...request, namespace }))) as Stored;
  }

  async refusalOfStatus(name: string, status: object): Promise<string | undefined> {
    return refusal(this.writeStatus(name, status));
  }

  #body(name: string, fields: { spec?: unknown; status?: object }): object {
    return { apiVersion: `${group}/${version}`, kind: this.#kind.kind, metadata: { name }, ...fields };
  }
}
