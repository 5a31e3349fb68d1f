import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, VARIABLES } from '../../hooks/config.ts';
import { needs, ROOT } from './programs.ts';
import { chart, environmentOf, template } from './render.ts';
import type { Values } from './render.ts';

type Variable = keyof typeof VARIABLES;

/** For every variable of the hook: values that set it, and what it then is. */
const mapping: Record<Variable, { values: Values; want: string }> = {
  HOST: { values: { config: { host: '::' } }, want: '::' },
  PORT: { values: { config: { port: 8443 } }, want: '8443' },
  METRICS_PORT: { values: { config: { metricsPort: 9443 } }, want: '9443' },
  PROXY_IMAGE: { values: { config: { proxyImage: 'example.org/p:1' } }, want: 'example.org/p:1' },
  LOAD_BALANCER_CLASS: {
    values: { config: { loadBalancerClass: 'example.org/edge' } },
    want: 'example.org/edge',
  },
  DEFAULT_LOAD_BALANCER: { values: { config: { defaultLoadBalancer: false } }, want: 'false' },
  ALLOWED_ANNOTATIONS: { values: { config: { allowedAnnotations: 'pool,workload' } }, want: 'pool,workload' },
  POOL_REQUIRED: { values: { config: { poolRequired: true } }, want: 'true' },
  RESERVED_PORTS: { values: { config: { reservedPorts: '22/TCP,10250-10259' } }, want: '22/TCP,10250-10259' },
  IP_MODE: { values: { config: { ipMode: 'Proxy' } }, want: 'Proxy' },
  TOLERATIONS: { values: { config: { tolerations: 'role=edge:NoSchedule' } }, want: 'role=edge:NoSchedule' },
  PRIORITY_CLASS: { values: { config: { priorityClass: 'high' } }, want: 'high' },
  PROXY_RESOURCES: {
    values: { config: { proxyResources: { limits: { memory: '16Mi' } } } },
    want: '{"limits":{"memory":"16Mi"}}',
  },
  PROXY_LABELS: {
    values: { config: { proxyLabels: { team: 'edge' } } },
    want: '{"team":"edge"}',
  },
  PROXY_ANNOTATIONS: { values: { config: { proxyAnnotations: {} } }, want: '{}' },
  IMAGE_PULL_SECRETS: {
    values: { config: { imagePullSecrets: 'registry,mirror' } },
    want: 'registry,mirror',
  },
  RETENTION_SECONDS: { values: { config: { retentionSeconds: 0 } }, want: '0' },
  MAX_BODY: { values: { config: { maxBody: 134217728 } }, want: '134217728' },
  MAX_IN_FLIGHT: { values: { config: { maxInFlight: 100000 } }, want: '100000' },
  HELD_ANSWERS: { values: { config: { heldAnswers: 12 } }, want: '12' },
  MAX_LAG_MILLISECONDS: { values: { config: { maxLagMilliseconds: 500 } }, want: '500' },
  SHUTDOWN_DELAY_SECONDS: { values: { config: { shutdownDelaySeconds: 8 } }, want: '8' },
  TLS_CERT: { values: { tls: { enabled: true } }, want: '/etc/akrobateo/tls/tls.crt' },
  TLS_KEY: { values: { tls: { enabled: true } }, want: '/etc/akrobateo/tls/tls.key' },
  TOKEN_FILE: { values: { token: { enabled: true } }, want: '/etc/akrobateo/token/token' },
  LOG_LEVEL: { values: { config: { logLevel: 'debug' } }, want: 'debug' },
};

/** Values that are refused, with what the refusal has to name. */
const refused: { why: string; values: Values; names: string }[] = [
  { why: 'a value that there is not', values: { replica: 2 }, names: 'replica' },
  { why: 'a variable that there is not', values: { config: { maxBodySize: 1 } }, names: 'maxBodySize' },
  { why: 'no replica', values: { replicas: 0 }, names: 'replicas' },
  { why: 'a number as text', values: { config: { maxInFlight: '64' } }, names: 'maxInFlight' },
  { why: 'a privileged port, which the hook cannot bind', values: { config: { port: 80 } }, names: 'port' },
  { why: 'an image with a space', values: { config: { proxyImage: 'a b' } }, names: 'proxyImage' },
  {
    why: 'a class without a slash',
    values: { config: { loadBalancerClass: 'node' } },
    names: 'loadBalancerClass',
  },
  { why: 'an ip mode in another spelling', values: { config: { ipMode: 'vip' } }, names: 'ipMode' },
  {
    why: 'annotations as a list',
    values: { config: { allowedAnnotations: ['pool'] } },
    names: 'allowedAnnotations',
  },
  { why: 'ports as a list', values: { config: { reservedPorts: [22] } }, names: 'reservedPorts' },
  {
    why: 'a boolean as text',
    values: { config: { defaultLoadBalancer: 'no' } },
    names: 'defaultLoadBalancer',
  },
  { why: 'an unknown level', values: { config: { logLevel: 'verbose' } }, names: 'logLevel' },
  {
    why: 'a delay that no grace period fits',
    values: { config: { shutdownDelaySeconds: 301 } },
    names: 'shutdownDelaySeconds',
  },
  { why: 'a quantity that is none', values: { resources: { limits: { memory: 'lots' } } }, names: 'memory' },
  {
    why: 'a quantity that the hook refuses',
    values: { config: { proxyResources: { limits: { cpu: 1 } } } },
    names: 'proxyResources',
  },
  {
    why: 'a label that is a number',
    values: { config: { proxyLabels: { team: 1 } } },
    names: 'proxyLabels',
  },
  {
    why: 'a Secret that is no name',
    values: { config: { imagePullSecrets: 'a/b' } },
    names: 'imagePullSecrets',
  },
  { why: 'a Secret with a slash', values: { tls: { secretName: 'a/b' } }, names: 'secretName' },
  {
    why: 'a key instead of a certificate',
    values: { tls: { caBundle: '-----BEGIN PRIVATE KEY-----' } },
    names: 'caBundle',
  },
  {
    why: 'no labels: that would be everybody',
    values: { networkPolicy: { metacontrollerLabels: null } },
    names: 'metacontrollerLabels',
  },
  {
    why: 'an unknown strategy',
    values: { metacontroller: { applyStrategy: 'ssa' } },
    names: 'applyStrategy',
  },
  { why: 'no worker', values: { metacontroller: { workers: 0 } }, names: 'workers' },
];

describe('the values of the chart', () => {
  before(function () {
    needs(this, 'helm');
  });

  for (const [name, { values, want }] of Object.entries(mapping)) {
    it(`set ${name}, to a value that the hook takes`, () => {
      const environment = environmentOf(chart(values));
      assert.equal(environment[name], want);
      assert.doesNotThrow(() => readConfig(environment));
    });
  }

  it('cover every variable, and set no other', () => {
    assert.deepEqual(Object.keys(mapping).sort(), Object.keys(VARIABLES).sort());
    const names = Object.values(mapping).flatMap(({ values }) => Object.keys(environmentOf(chart(values))));
    const others = [...new Set(names)].filter((name) => !(name in VARIABLES));
    assert.deepEqual(others, ['NODE_OPTIONS']);
  });

  it('set by default only what differs from the hook', () => {
    assert.deepEqual(Object.keys(environmentOf(chart())), [
      'PROXY_IMAGE',
      'SHUTDOWN_DELAY_SECONDS',
      'NODE_OPTIONS',
    ]);
  });

  for (const { why, values, names } of refused) {
    it(`are refused: ${why}`, () => {
      const { status, stderr } = template(values);
      assert.notEqual(status, 0, 'it was rendered');
      assert.ok(stderr.includes(names), stderr);
    });
  }

  it('name each variable in a comment, those of TLS and token included', () => {
    const text = readFileSync(join(ROOT, 'deploy/chart/values.yaml'), 'utf8');
    const unnamed = Object.keys(VARIABLES).filter((name) => !new RegExp(`# .*\\b${name}\\b`).test(text));
    assert.deepEqual(unnamed, []);
  });
});
