import { execFileSync } from 'node:child_process';
import { productionDependencies } from './licences.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
}

interface Bom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

// npm's own --omit=dev leaves out what development needs too (npm 11.19: a third of our packages), so it is asked for all.
function everything(): Bom {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  return JSON.parse(
    execFileSync('npm', args, {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  ) as Bom;
}

function inProduction(bom: Bom): Bom {
  const wanted = new Set(productionDependencies().map(({ name, version }) => `${name}@${version}`));
  const components = bom.components.filter((component) => wanted.has(component['bom-ref']));
  const { component } = bom.metadata;
  const kept = new Set([component, ...components].map((each) => each['bom-ref']));
  return {
    ...bom,
    // npm takes the name of the folder.
    metadata: {
      ...bom.metadata,
      component: { ...component, name: component['bom-ref'].replace(/@[^@]*$/, '') },
    },
    components,
    dependencies: bom.dependencies
      .filter(({ ref }) => kept.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) })),
  };
}

console.log(JSON.stringify(inProduction(everything()), null, 2));
