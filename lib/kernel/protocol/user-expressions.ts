/** The `user_expressions` of an execute request: what a front end wants to know after a cell, such as variables. */
import type { CellOutput } from '../cells/cell-context';
import type { CellRunner } from '../cells/cell-runner';
import type { CellError } from '../cells/traceback';
import type { DisplayData } from '../display';
import { toBundle } from '../formats/format';
import { cellCode } from '../stop/may-end';

/** An expression's value or its error, as the reply has it. */
type Evaluated = ({ status: 'ok' } & DisplayData) | ({ status: 'error' } & CellError);

const UNDEFINED: DisplayData = { data: { 'text/plain': 'undefined' }, metadata: {} };

/** Evaluates the expressions in order; one that fails doesn't affect the others. */
export async function evaluateExpressions(
  expressions: Readonly<Record<string, string>>,
  runner: CellRunner,
  { run }: CellOutput,
): Promise<Record<string, Evaluated>> {
  const values: Record<string, Evaluated> = Object.create(null);
  for (const [name, expression] of Object.entries(expressions)) {
    const outcome = await runner.evaluate(expression, run);
    if (!outcome.ok) {
      values[name] = { status: 'error', ...outcome.error };
      continue;
    }
    try {
      const bundle = await run.until(cellCode(() => toBundle(outcome.value)));
      values[name] = { status: 'ok', ...(bundle ?? UNDEFINED) };
    } catch (thrown) {
      values[name] = { status: 'error', ...runner.describe(thrown) };
    }
  }
  return values;
}
