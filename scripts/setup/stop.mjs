// The one way a script gives up: a message for a person, no stack.

/** Thrown when a person has to do something; the message says what. */
export class Stop extends Error {}

/** Runs a script's main function; a Stop prints its message and ends with exit code 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
