import { describeScenarios } from './scenarios.ts';

await describeScenarios('server-side-apply');
