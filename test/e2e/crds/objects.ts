import { strict as assert } from 'node:assert';

import type { ControlPlane } from '../../framework/cluster/control-plane.ts';
import { kubectl } from '../../framework/cluster/kubectl.ts';
import { eventually } from '../../framework/processes/eventually.ts';
import { send } from '../../framework/processes/http.ts';
import type { Refused } from './tables.ts';

const apiVersion = 'akrobateo.kontena.io/v1alpha1';

/** An object as the API server stores it. */
export interface Stored {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: object;
  readonly status?: object;
}

/** What the API server answers: an object, or a Status with a message. */
type Answer = Stored & { readonly message?: string };

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
    const manifest = `metacontroller/base/${file}`;
    const created = await kubectl(plane, 'apply', '-f', manifest, '-o', 'jsonpath={.spec.names.kind}');
    const objects = new Objects(plane, created.trim(), path);
    await eventually(() => objects.#send('GET', ''), { what: `${created} was not served` });
    return objects;
  }

  async create(name: string, fields: object): Promise<Stored> {
    return this.#send('POST', '?fieldValidation=Strict', this.#body(name, fields));
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

  /** A new object without namespace, which the API server knows from the path. */
  #body(name: string, fields: object): object {
    return { apiVersion, kind: this.#kind, metadata: { name }, ...fields };
  }

  /** @throws {Error} with the message of the API server, if it refuses */
  async #send(method: string, path: string, body?: object): Promise<Stored> {
    const { server, token } = this.#plane;
    const answer = await send(`${server}${this.#path}${path}`, { method, token, body });
    const stored = JSON.parse(answer.body) as Answer;
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
  const refusal = await answer.then(
    () => assert.fail(`accepted, although ${why}`),
    (error: unknown) => (error as Error).message,
  );
  for (const part of texts) assert.ok(refusal.includes(part), `${refusal}\ndoes not say: ${part}`);
}
