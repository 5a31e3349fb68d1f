import assert from 'node:assert/strict';
import { readConfig } from '../../hooks/config.ts';

describe('readConfig', () => {
  it('has a default for everything', () => {
    const config = readConfig({});
    assert.equal(config.port, 8080);
    assert.equal(config.loadBalancerClass, 'akrobateo.kontena.io/node');
    assert.equal(config.defaultLoadBalancer, true);
    assert.equal(config.maxBody, 67_108_864);
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
        'RESERVED_PORTS="22,x" has "x", which is no port (1 to 65535) and no range like 10250-10259 (default: 22,2379-2380,4789,6081,6443,8472,10250-10259,30000-32767)',
        'IP_MODE="vip" is none of auto, VIP, Proxy (default: auto)',
      ].join('\n'),
    });
  });

  for (const [name, text] of Object.entries({
    HOST: 'a b',
    PROXY_IMAGE: 'Not An Image',
    LOAD_BALANCER_CLASS: 'noslash',
    TOLERATIONS: 'a:b',
    PRIORITY_CLASS: 'Not A Name',
    PROXY_RESOURCES: '{',
    RETENTION_SECONDS: '-1',
    MAX_BODY: '0',
    LOG_LEVEL: 'loud',
  })) {
    it(`refuses ${name}=${text}`, () => {
      assert.throws(() => readConfig({ [name]: text }), new RegExp(`^Error: ${name}="`));
    });
  }
});
