import { VERSION } from '../../hooks/version.ts';
import { writeBaseline } from './baseline.ts';
import { renderFixtures } from './rendering.ts';

const renderings = renderFixtures();
const file = writeBaseline({ version: VERSION.version, renderings });
console.log(`${file} has ${Object.keys(renderings).length} fixtures.`);
