import { X509Certificate } from 'node:crypto';
import { variablesOf } from '../pod-spec.ts';
import { keyOf } from '../world.ts';
import { callsOf } from './calls.ts';
import type { Call } from './calls.ts';
import { check } from './check.ts';
import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Observed, SecretKey } from './observed.ts';
import { podsOf } from './pods.ts';

const TITLE = 'TLS and token';

/** The Secrets that controllers and the hook name. */
export function namedSecrets(
  observed: Pick<Observed, 'pods' | 'decoratorcontrollers' | 'compositecontrollers'>,
): SecretKey[] {
  const ofControllers = callsOf(observed).flatMap(({ endpoint }) => [
    endpoint?.caBundle?.secretRef ?? [],
    endpoint?.authorization?.secretRef ?? [],
  ]);
  const ofHook = podsOf('hook', observed.pods).flatMap(({ metadata, spec }) =>
    (spec?.volumes ?? []).flatMap(({ secret }) =>
      secret?.secretName ? { name: secret.secretName, namespace: metadata?.namespace ?? '' } : [],
    ),
  );
  const all = [...ofControllers.flat(), ...ofHook];
  return [
    ...new Map(all.map(({ name, namespace }) => [`${namespace}/${name}`, { name, namespace }])).values(),
  ];
}

/** What the hook requires if it has a variable, and whether a call does it. */
const REQUIREMENTS: readonly (readonly [what: string, variable: string, uses: (call: Call) => boolean])[] = [
  ['HTTPS', 'TLS_CERT', ({ url }) => url.protocol === 'https:'],
  ['a token', 'TOKEN_FILE', ({ endpoint }) => endpoint?.authorization != null],
];

/** The controllers call the hook as it wants to be called. */
export const callsAreAccepted = check(
  TITLE,
  ['pods', 'decoratorcontrollers', 'compositecontrollers'],
  (observed) => {
    const calls = callsOf(observed);
    const [pod] = podsOf('hook', observed.pods);
    if (pod === undefined || calls.length === 0) return [];
    const env = variablesOf(pod.spec);
    return REQUIREMENTS.map(([what, variable, uses]) => {
      const isRequired = Boolean(env[variable]);
      if (calls.every((call) => uses(call) === isRequired))
        return ok(
          `${what} is ${isRequired ? 'required by the hook, and used' : 'neither required nor used'}`,
        );
      return isRequired
        ? problem(`not all controllers use ${what}`, 'kubectl apply -k metacontroller/secure')
        : problem(`controllers use ${what}, the hook does not`, 'kubectl apply -k deploy/secure');
    });
  },
);

const SOON = 14 * 24 * 3600 * 1000;

function certificateFinding(name: string, pem: Buffer, hosts: readonly string[], now: number): Finding {
  const renew = `renew the certificate in Secret ${name}`;
  try {
    const certificate = new X509Certificate(pem);
    const [other] = hosts.filter((host) => certificate.checkHost(host) === undefined);
    if (other !== undefined) return problem(`the certificate in ${name} is not for ${other}`, renew);
    const what = `the certificate in ${name} is valid until ${certificate.validTo}`;
    const left = Date.parse(certificate.validTo) - now;
    if (left > SOON) return ok(what);
    return left > 0 ? warning(what, renew) : problem(`${what}, so it has expired`, renew);
  } catch {
    return problem(`tls.crt in ${name} is not a certificate`, renew);
  }
}

/** The Secrets are there, and the certificate is valid for the host that is called. */
export const secrets = check(
  TITLE,
  ['secrets', 'pods', 'decoratorcontrollers', 'compositecontrollers'],
  (observed, now) => {
    const hosts = callsOf(observed).map(({ url }) => url.hostname);
    return namedSecrets(observed).flatMap(({ name, namespace }) => {
      const key = `${namespace}/${name}`;
      const secret = observed.secrets.find((each) => keyOf(each) === key);
      if (secret === undefined)
        return [problem(`Secret ${key} does not exist`, 'create it, see deploy/README.md#https-and-a-token')];
      const pem = secret.data?.['tls.crt'];
      return pem === undefined ? [] : [certificateFinding(key, Buffer.from(pem, 'base64'), hosts, now)];
    });
  },
);
