/**
 * The solver `als`: coordinate descent, one parameter at a time. With λ = `reg`, each step is the exact minimum of
 *
 *     ½ Σ (target − score)² + λ/2 (Σ_j w_j² + Σ_jf v_jf²)
 *
 * in one parameter θ with the others fixed: θ = (Σ h e + θ_old Σ h²) / (Σ h² + λ); w_0 has no penalty. The objective
 * never increases.
 *
 * Source: S. Rendle, "Factorization Machines with libFM", 2012, section 4.2.
 */
import type { FitRun } from '../../../recommender/fit-run';
import { factorPass, linearPass, type NewValue } from './coordinate-pass';
import type { Design } from './feature-blocks';
import { type Machine, scoresOf } from './machine';

/** Changes the machine in place. Cost: O((ratings · blocks + entries) · factors) per epoch. */
export async function solveAls(
  design: Design,
  machine: Machine,
  { epochs, reg }: { readonly epochs: number; readonly reg: number },
  run: FitRun,
): Promise<void> {
  const { targets } = design;
  const newValue: NewValue = (old, hh, he) => (he + old * hh) / (hh + reg);
  const errors = scoresOf(design, machine).map((score, row) => targets[row] - score);
  await run.breathe();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const shift = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    machine.w0 += shift;
    for (let row = 0; row < errors.length; row++) errors[row] -= shift;
    linearPass(design, machine, errors, newValue);
    await run.breathe();
    for (let factor = 0; factor < machine.factors; factor++) {
      factorPass(design, machine, factor, errors, newValue);
      await run.breathe();
    }
    await run.step(epochs, Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length));
  }
}
