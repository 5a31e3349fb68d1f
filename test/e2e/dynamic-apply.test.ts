import { describeScenarios } from './scenarios.ts';

await describeScenarios('dynamic-apply');
