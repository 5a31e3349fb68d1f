import { isAllowed, productionDependencies } from './licences.ts';

for (const { name, version, licence } of productionDependencies()) {
  const allowed = isAllowed(licence);
  if (!allowed) process.exitCode = 1;
  console.log(
    `${name}@${version} ${licence === '' ? 'without a licence' : licence}${allowed ? '' : ' NOT ALLOWED'}`,
  );
}
