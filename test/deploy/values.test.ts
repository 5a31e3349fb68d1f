import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { readConfig, VARIABLES } from '../../hooks/config.ts';
import { needs } from '../assets.ts';
import { read } from '../checkout.ts';
import { chart, environmentOf, template } from './render.ts';
import type { Values } from './render.ts';

/** A value of each variable under `config` in the chart, and the text that the hook gets. */
const config: Record<string, [value: unknown, text: string]> = {
  host: ['::', '::'],
  port: [8443, '8443'],
  metricsPort: [9443, '9443'],
  proxyImage: ['example.org/p:1', 'example.org/p:1'],
  loadBalancerClass: ['example.org/edge', 'example.org/edge'],
  defaultLoadBalancer: [false, 'false'],
  allowedAnnotations: ['pool,workload', 'pool,workload'],
  poolRequired: [true, 'true'],
  reservedPorts: ['22/TCP,10250-10259', '22/TCP,10250-10259'],
  ipMode: ['Proxy', 'Proxy'],
  tolerations: ['role=edge:NoSchedule', 'role=edge:NoSchedule'],
  priorityClass: ['high', 'high'],
  proxyResources: [{ limits: { memory: '16Mi' } }, '{"limits":{"memory":"16Mi"}}'],
  proxyLabels: [{ team: 'edge' }, '{"team":"edge"}'],
  proxyAnnotations: [{}, '{}'],
  imagePullSecrets: ['registry,mirror', 'registry,mirror'],
  retentionSeconds: [0, '0'],
  maxBody: [134217728, '134217728'],
  maxInFlight: [100000, '100000'],
  heldAnswers: [12, '12'],
  maxLagMilliseconds: [500, '500'],
  shutdownDelaySeconds: [8, '8'],
  logLevel: ['debug', 'debug'],
};

const variableOf = (name: string) => name.replace(/[A-Z]/g, '_$&').toUpperCase();

/** Values that are refused, and what the message has to name. */
const refused: [values: string, name: string][] = [
  ['replica: 2', 'replica'],
  ['config: {maxBodySize: 1}', 'maxBodySize'],
  ['replicas: 0', 'replicas'],
  ["config: {maxInFlight: '64'}", 'maxInFlight'],
  // A privileged port: the hook cannot bind it.
  ['config: {port: 80}', 'port'],
  ['config: {proxyImage: a b}', 'proxyImage'],
  ['config: {loadBalancerClass: node}', 'loadBalancerClass'],
  ['config: {ipMode: vip}', 'ipMode'],
  ['config: {allowedAnnotations: [pool]}', 'allowedAnnotations'],
  ['config: {reservedPorts: [22]}', 'reservedPorts'],
  ["config: {defaultLoadBalancer: 'no'}", 'defaultLoadBalancer'],
  ['config: {logLevel: verbose}', 'logLevel'],
  ['config: {shutdownDelaySeconds: 301}', 'shutdownDelaySeconds'],
  ['resources: {limits: {memory: lots}}', 'memory'],
  // The hook takes quantities as text only.
  ['config: {proxyResources: {limits: {cpu: 1}}}', 'proxyResources'],
  ['config: {proxyLabels: {team: 1}}', 'proxyLabels'],
  ['config: {imagePullSecrets: a/b}', 'imagePullSecrets'],
  ['tls: {secretName: a/b}', 'secretName'],
  ['tls: {caBundle: -----BEGIN PRIVATE KEY-----}', 'caBundle'],
  // A selector without labels would admit every pod.
  ['networkPolicy: {metacontrollerLabels: null}', 'metacontrollerLabels'],
  ['metacontroller: {applyStrategy: ssa}', 'applyStrategy'],
  ['metacontroller: {workers: 0}', 'workers'],
];

describe('the values of the chart', () => {
  before(function () {
    needs(this, 'helm');
  });

  it('set every variable, to a text that the hook takes', () => {
    const values = Object.fromEntries(Object.entries(config).map(([name, [value]]) => [name, value]));
    const enabled = { tls: { enabled: true }, token: { enabled: true } };
    const { NODE_OPTIONS, ...environment } = environmentOf(chart({ config: values, ...enabled }));
    assert.ok(NODE_OPTIONS);
    assert.deepEqual(environment, {
      ...Object.fromEntries(Object.entries(config).map(([name, [, text]]) => [variableOf(name), text])),
      TLS_CERT: '/etc/akrobateo/tls/tls.crt',
      TLS_KEY: '/etc/akrobateo/tls/tls.key',
      TOKEN_FILE: '/etc/akrobateo/token/token',
    });
    assert.deepEqual(Object.keys(environment).sort(), Object.keys(VARIABLES).sort());
    readConfig(environment);
  });

  it('set by default only what differs from the hook', () => {
    const names = Object.keys(environmentOf(chart()));
    assert.deepEqual(names, ['PROXY_IMAGE', 'SHUTDOWN_DELAY_SECONDS', 'NODE_OPTIONS']);
  });

  for (const [values, name] of refused) {
    it(`refuse ${values}`, () => {
      const { status, stderr } = template(parse(values) as Values);
      assert.notEqual(status, 0, 'helm has rendered it');
      assert.ok(stderr.includes(name), stderr);
    });
  }

  it('name each variable in a comment, those of TLS and token included', () => {
    const text = read('deploy/chart/values.yaml');
    const unnamed = Object.keys(VARIABLES).filter((name) => !new RegExp(`# .*\\b${name}\\b`).test(text));
    assert.deepEqual(unnamed, []);
  });
});
