import { describeScenarios } from './scenarios.ts';

describeScenarios('server-side-apply');
