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
const crd = 'metacontroller/base/load-balancer-pool-crd.yaml';
const resource = { group: 'akrobateo.kontena.io', version: 'v1alpha1', plural: 'loadbalancerpools' };
const type = { apiVersion: `${resource.group}/${resource.version}`, kind: 'LoadBalancerPool' };

/** A LoadBalancerPool as the API server stores it. */
export interface StoredPool {
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

/** LoadBalancerPools of one API server that has their CRD, by its API and by the real kubectl. */
export class Pools {
  readonly #api: Api;
  readonly #plane: ControlPlane;

  private constructor(plane: ControlPlane) {
    this.#api = connect(plane);
    this.#plane = plane;
  }

  /** Installs the CRD as users do, and waits until pools are served. */
  static async install(plane: ControlPlane): Promise<Pools> {
    const pools = new Pools(plane);
    await pools.kubectl('apply', '-f', crd);
    await eventually(() => pools.#api.custom.listClusterCustomObject(resource), {
      what: 'LoadBalancerPools were not served',
    });
    return pools;
  }

  /** What kubectl prints, run in the checkout. Its cache of what the server knows is this server's alone. */
  async kubectl(...args: string[]): Promise<string> {
    const { kubeconfig } = this.#plane;
    const cache = `--cache-dir=${join(dirname(kubeconfig), 'kubectl-cache')}`;
    const env = { ...process.env, PATH: programPath, KUBECONFIG: kubeconfig };
    return (await run('kubectl', [cache, ...args], { cwd: repository, env })).stdout;
  }

  async create(name: string, fields: { spec?: unknown; status?: object } = {}): Promise<StoredPool> {
    const body = { ...type, metadata: { name }, ...fields };
    const strict = { ...resource, body, fieldValidation: 'Strict' };
    return (await this.#api.custom.createClusterCustomObject(strict)) as StoredPool;
  }

  async refusalOf(name: string, spec: object): Promise<string | undefined> {
    return refusal(this.create(name, { spec }));
  }

  async applyServerSide(name: string, spec: object): Promise<StoredPool> {
    const body = { ...type, metadata: { name }, spec };
    const applied = { ...resource, name, body, fieldManager: 'e2e' };
    const options = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
    return (await this.#api.custom.patchClusterCustomObject(applied, options)) as StoredPool;
  }

  async read(name: string): Promise<StoredPool> {
    return (await this.#api.custom.getClusterCustomObject({ ...resource, name })) as StoredPool;
  }

  /** Replaces the status, as Metacontroller does. */
  async writeStatus(name: string, status: object): Promise<StoredPool> {
    const body = { ...type, ...(await this.read(name)), status };
    return (await this.#api.custom.replaceClusterCustomObjectStatus({
      ...resource,
      name,
      body,
    })) as StoredPool;
  }

  async refusalOfStatus(name: string, status: object): Promise<string | undefined> {
    return refusal(this.writeStatus(name, status));
  }
}
