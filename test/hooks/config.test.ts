import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';

describe('readConfig', () => {
  it('has a default for everything', () => {
    const { port, loadBalancerClass, defaultLoadBalancer, maxBody } = readConfig({});
    const read = [port, loadBalancerClass, defaultLoadBalancer, maxBody];
    assert.deepEqual(read, [8080, 'akrobateo.kontena.io/node', true, 67_108_864]);
  });

  it('takes an empty variable as not set', () => {
    assert.equal(readConfig({ PORT: '' }).port, 8080);
  });

  it('names every bad variable, what is wrong and the default', () => {
    const bad = {
      PORT: '80a',
      DEFAULT_LOAD_BALANCER: 'yes',
      RESERVED_PORTS: '22,x',
      IP_MODE: 'vip',
      PATH: '/bin',
    };
    assert.throws(() => readConfig(bad), {
      message: [
        'PORT="80a" is no whole number from 0 to 65535 (default: 8080)',
        'DEFAULT_LOAD_BALANCER="yes" is none of true, false (default: true)',
        'RESERVED_PORTS="22,x" has "x", which is not a port (1 to 65535) or a range such as 10250-10259 or 2379-2380/TCP (default: 22/TCP,179/TCP,2379-2380/TCP,4240/TCP,4789/UDP,6081/UDP,6443/TCP,6444/TCP,8132/TCP,8472/UDP,9345/TCP,10248/TCP,10249/TCP,10250/TCP,10255/TCP,10256/TCP,10257/TCP,10258/TCP,10259/TCP,30000-32767)',
        'IP_MODE="vip" is none of auto, VIP, Proxy (default: auto)',
      ].join('\n'),
    });
  });

  it('refuses an unknown annotation with the list of known ones', () => {
    assert.throws(
      () => readConfig({ ALLOWED_ANNOTATIONS: 'pool,foo' }),
      /^Error: ALLOWED_ANNOTATIONS="pool,foo" has a name that is none of workload, replicas, .*, enabled \(default: /,
    );
  });

  const own = (key: string) => `{"${key}":"x"}`;
  for (const [name, text, fault] of [
    ['PROXY_LABELS', own('app.kubernetes.io/name'), 'has the key "app.kubernetes.io/name", which the hook'],
    ['PROXY_LABELS', own('akrobateo.kontena.io/x'), 'has the key "akrobateo.kontena.io/x", which the hook'],
    ['PROXY_LABELS', '{"a/b/c":"x"}', 'has the key "a/b/c", which is not a key of a label'],
    ['PROXY_LABELS', '{"team":"a b"}', 'has "a b" for team, which is not a value of a label'],
    ['PROXY_LABELS', '{"team":true}', 'is not a JSON object with texts'],
    ['PROXY_ANNOTATIONS', '{"a b":"any text"}', 'has the key "a b", which is not a key of an annotation'],
    ['PROXY_ANNOTATIONS', `{"a":"${'x'.repeat(16_384)}"}`, 'has 16392 characters; at most 16384 are allowed'],
    ['IMAGE_PULL_SECRETS', 'registry,Mirror', 'has "Mirror", which is not the name of a Secret'],
    ['IMAGE_PULL_SECRETS', 'a,'.repeat(17), 'has 17 names; at most 16 are allowed'],
  ] as const) {
    it(`says of ${name}=${text.slice(0, 40)} what is wrong`, () => {
      const refused = ({ message }: Error): boolean => message.startsWith(`${name}="${text}" ${fault}`);
      assert.throws(() => readConfig({ [name]: text }), refused);
    });
  }

  for (const [name, text] of Object.entries({
    HOST: 'a b',
    PROXY_IMAGE: 'Not An Image',
    LOAD_BALANCER_CLASS: 'noslash',
    POOL_REQUIRED: 'yes',
    TOLERATIONS: 'a:b',
    PRIORITY_CLASS: 'Not A Name',
    PROXY_RESOURCES: '{',
    PROXY_LABELS: 'team=edge',
    PROXY_ANNOTATIONS: '["a"]',
    IMAGE_PULL_SECRETS: 'Not A Name',
    RETENTION_SECONDS: '-1',
    MAX_BODY: '0',
    LOG_LEVEL: 'loud',
  })) {
    it(`refuses ${name}=${text}`, () => {
      assert.throws(() => readConfig({ [name]: text }), new RegExp(`^Error: ${name}="`));
    });
  }
});
