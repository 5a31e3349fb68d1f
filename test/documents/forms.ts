/** A command with flags that a test is known to run, and which one; a command with any other flag is not known. */
export interface Form {
  readonly flags: readonly string[];
  readonly test: string;
}

const DOCUMENTS = 'test/e2e/documents.test.ts';
const APPLY = 'test/deploy/apply.test.ts';

/** What documents may show of kubectl and helm, by verb. */
export const FORMS: Readonly<Record<string, Form>> = {
  'kubectl annotate': { flags: ['-A', '-l', '-n', '--overwrite'], test: DOCUMENTS },
  'kubectl apply': { flags: ['-f', '-k', '--server-side'], test: APPLY },
  'kubectl create': { flags: ['-n', '--from-literal'], test: DOCUMENTS },
  'kubectl delete': { flags: ['-n'], test: DOCUMENTS },
  'kubectl describe': { flags: ['-n'], test: DOCUMENTS },
  'kubectl explain': { flags: [], test: DOCUMENTS },
  'kubectl expose': { flags: ['--port', '--type'], test: DOCUMENTS },
  'kubectl get': { flags: ['-A', '-l', '-n', '-o', '--field-selector', '--show-labels'], test: DOCUMENTS },
  'kubectl label': { flags: ['--overwrite'], test: DOCUMENTS },
  'kubectl patch': { flags: ['-n', '-p', '--type'], test: DOCUMENTS },
  'kubectl rollout': { flags: ['-n'], test: DOCUMENTS },
  'kubectl set': { flags: ['-n'], test: DOCUMENTS },
  'helm install': { flags: ['-n', '--create-namespace', '--set'], test: APPLY },
};

/** Flags that have a value, which is the next word. */
export const WITH_VALUE = [
  '-f',
  '-k',
  '-l',
  '-n',
  '-o',
  '-p',
  '--field-selector',
  '--port',
  '--set',
  '--type',
  '--grep',
];
