// Reads how many tests passed, failed and were skipped from the machine-readable reports of the runners.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const zero = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function countVitest(file) {
  if (!existsSync(file)) return { ...zero, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/** ctest's JUnit report, refined by GoogleTest's own reports in `details` where a program wrote one. */
export function countCtest(junit, details) {
  if (!existsSync(junit)) return { ...zero, failed: 1 };
  const cases = [...readFileSync(junit, 'utf8').matchAll(/<testcase name="([^"]*)"[^>]*status="(\w+)"/g)];
  return cases.map(([, name, status]) => countProgram(join(details, `test_${name}.json`), status)).reduce(add, zero);
}

function countProgram(file, status) {
  const whole = status === 'run' ? { ...zero, passed: 1 } : { ...zero, failed: 1 };
  if (status === 'notrun' || status === 'disabled') return { ...zero, skipped: 1 };
  if (!existsSync(file)) return whole;
  const counts = countGoogleTest(file);
  // A program that failed after its last test (a leak, a race) has no failed test in its own report.
  return status === 'run' || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function countGoogleTest(file) {
  const tests = JSON.parse(readFileSync(file, 'utf8')).testsuites.flatMap((suite) => suite.testsuite);
  const failed = tests.filter((test) => test.failures?.length > 0).length;
  const skipped = tests.filter((test) => test.result === 'SKIPPED' || test.status === 'NOTRUN').length;
  return { passed: tests.length - failed - skipped, failed, skipped };
}
