/** One named property of an implementation; `run` rejects where it does not hold. No test runner needed. */
export interface Check {
  readonly name: string;
  run(): Promise<void>;
}

/** A check that an implementation is known not to pass, and why. */
export interface Exemption {
  readonly check: string;
  readonly reason: string;
}

export interface Verdict {
  readonly check: string;
  readonly passed: boolean;
  readonly detail?: string;
}

/**
 * Runs named checks in order. An exempted check must fail: one that passes is itself a failure.
 *
 * @example (await runChecks(attackChecks(pgd))).filter(({ passed }) => !passed);
 */
export async function runChecks(checks: readonly Check[], exemptions: readonly Exemption[] = []): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const check of checks) {
    const exempt = exemptions.find((exemption) => exemption.check === check.name);
    const failure = await check.run().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const passed = exempt ? failure !== undefined : failure === undefined;
    const detail = exempt && !failure ? `passes, but is exempted (${exempt.reason}); drop the exemption` : failure;
    verdicts.push(detail === undefined ? { check: check.name, passed } : { check: check.name, passed, detail });
  }
  for (const { check } of exemptions) {
    if (!checks.some(({ name }) => name === check)) {
      verdicts.push({ check, passed: false, detail: 'exempted, but there is no such check; drop the exemption' });
    }
  }
  return verdicts;
}

/**
 * Throws unless `holds`: the assertion of conformance checks.
 *
 * @example expectThat(1 + 1 === 2, () => 'arithmetic is broken');
 */
export function expectThat(holds: boolean, message: () => string): asserts holds {
  if (!holds) throw new Error(message());
}
