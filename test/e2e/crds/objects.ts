import { strict as assert } from 'node:assert';

import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import { send } from '../../framework/processes/http.ts';
import type { Refused } from './tables.ts';

const apiVersion = 'akrobateo.kontena.io/v1alpha1';

/** An object as the API server stores it. */
export interface Stored {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: object;
  readonly status?: object;
}

/** Objects of one kind on an API server that has its CustomResourceDefinition. */
export class Objects {
  readonly #plane: ControlPlane;
  readonly #kind: string;
  readonly #path: string;

  private constructor(plane: ControlPlane, kind: string, path: string) {
    this.#plane = plane;
    this.#kind = kind;
    this.#path = `/apis/${apiVersion}/${path}`;
  }

  /**
   * Installs a CustomResourceDefinition and waits until its objects are served.
   * @param path of its objects: the plural, after `namespaces/<name>/` if the kind has namespaces
   */
  static async install(plane: ControlPlane, file: string, path: string): Promise<Objects> {
    const manifest = `--filename=metacontroller/base/${file}`;
    const kind = await kubectl(plane, 'apply', manifest, '--output=jsonpath={.spec.names.kind}');
    await kubectl(plane, 'wait', manifest, '--for=condition=Established');
    return new Objects(plane, kind.trim(), path);
  }

  async create(name: string, fields: object): Promise<Stored> {
    const object = { apiVersion, kind: this.#kind, metadata: { name }, ...fields };
    return this.#send('POST', '?fieldValidation=Strict', object);
  }

  async replaceSpec(name: string, spec: object): Promise<Stored> {
    return this.#send('PUT', `/${name}?fieldValidation=Strict`, { ...(await this.read(name)), spec });
  }

  async read(name: string): Promise<Stored> {
    return this.#send('GET', `/${name}`);
  }

  /** Replaces the status, as Metacontroller does. */
  async writeStatus(name: string, status: object): Promise<Stored> {
    return this.#send('PUT', `/${name}/status`, { ...(await this.read(name)), status });
  }

  /** @throws {Error} with the message of the API server, if it refuses */
  async #send(method: string, path: string, body?: object): Promise<Stored> {
    const { server, token } = this.#plane;
    const answer = await send(`${server}${this.#path}${path}`, { method, token, body });
    const stored = JSON.parse(answer.body) as Stored & { message?: string };
    if (answer.code >= 300) throw new Error(stored.message);
    return stored;
  }
}

/** Asserts that the API server refuses, and that its message has all texts, and the path of every field. */
export async function assertRefused(
  answer: Promise<unknown>,
  { value, why, want }: Refused,
  parent: 'spec' | 'status',
): Promise<void> {
  const texts = [...want, ...Object.keys(value).map((field) => `${parent}.${field}`)];
  const accepted = `accepted, although ${why}`;
  await assert.rejects(
    answer,
    ({ message }: Error) => {
      for (const part of texts) assert.ok(message.includes(part), `${message}\ndoes not say: ${part}`);
      return true;
    },
    accepted,
  );
}
