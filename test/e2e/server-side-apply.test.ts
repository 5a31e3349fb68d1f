import { describeStrategy } from './suite.ts';

describeStrategy('server-side-apply');
