import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { ROOT } from './documents.ts';

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  [keyword: string]: unknown;
}

interface Definition {
  spec: { versions: { schema: { openAPIV3Schema: Schema } }[] };
}

/** The schema, but that it refuses what the API server would drop or refuse: unknown fields. */
function strict({ properties, items, ...rest }: Schema): Schema {
  const keywords = Object.entries(rest).filter(
    ([keyword]) => !keyword.startsWith('x-') && keyword !== 'format',
  );
  return {
    ...Object.fromEntries(keywords),
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(properties === undefined
      ? {}
      : {
          additionalProperties: false,
          properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, strict(of)])),
        }),
  };
}

const crd = join(ROOT, 'metacontroller/base/load-balancer-pool-crd.yaml');
const { spec } = parse(readFileSync(crd, 'utf8')) as Definition;
const [version] = spec.versions;
const ofSpec = version?.schema.openAPIV3Schema.properties?.['spec'] ?? {};
const validate = new Ajv({ strict: false }).compile(strict(ofSpec));

/** What the CustomResourceDefinition refuses of a pool's spec; empty if nothing. */
export function faultsOf(poolSpec: unknown): string[] {
  if (validate(poolSpec)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `spec${instancePath} ${message}`);
}
