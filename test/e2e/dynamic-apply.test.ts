import { describeStrategy } from './suite.ts';

describeStrategy('dynamic-apply');
