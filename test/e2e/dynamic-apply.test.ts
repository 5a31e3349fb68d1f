import { describeScenarios } from './scenarios.ts';

describeScenarios('dynamic-apply');
