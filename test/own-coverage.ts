/**
 * Runs once in each worker. Programs that tests start are not to write coverage of their own: they run the sources as
 * another kind of module than the tests do, and c8 would take theirs for ours.
 */
export const mochaHooks = {
  beforeAll(): void {
    delete process.env['NODE_V8_COVERAGE'];
  },
};
