import { Ajv } from 'ajv';
import type { PoolSpec } from './load-balancer-pool.ts';
import { POOL_SPEC } from '../pools/request-schema.ts';

/**
 * Whether a spec is one that this version knows how to read. The API server holds pools to the CustomResourceDefinition,
 * which may be newer than we are: a pool that we cannot read must not keep any Service from being answered.
 */
export const isReadableSpec = new Ajv({ allowUnionTypes: true }).compile<PoolSpec | null | undefined>(
  POOL_SPEC,
);
