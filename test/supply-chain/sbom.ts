import { output } from '../checkout.ts';
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
  return JSON.parse(output('npm', args)) as Bom;
}

function inProduction({ metadata, components, dependencies, ...bom }: Bom): Bom {
  const own = metadata.component['bom-ref'];
  const kept = new Set([own, ...productionDependencies().map(({ name, version }) => `${name}@${version}`)]);
  return {
    ...bom,
    // npm takes the name of the folder.
    metadata: { ...metadata, component: { ...metadata.component, name: own.replace(/@[^@]*$/, '') } },
    components: components.filter((component) => kept.has(component['bom-ref'])),
    dependencies: dependencies
      .filter(({ ref }) => kept.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) })),
  };
}

console.log(JSON.stringify(inProduction(everything()), null, 2));
