import { RandomState } from '../../../lib/math/random/random-state';

export const LARGE_LOG_ACTIONS = 10;

/** A log with ten actions whose policies, rewards and model are random, row by row. */
export function randomColumns(rounds: number) {
  const random = new RandomState(1);
  const size = rounds * LARGE_LOG_ACTIONS;
  const [policy, rewards] = [new Float64Array(size), new Float64Array(size)];
  const action = new Int32Array(rounds);
  const [reward, propensity] = [new Float64Array(rounds), new Float64Array(rounds)];
  const row = new Float64Array(LARGE_LOG_ACTIONS);
  const drawRow = () => {
    for (let a = 0; a < LARGE_LOG_ACTIONS; a++) row[a] = random.exponential();
    const sum = row.reduce((all, one) => all + one, 0);
    for (let a = 0; a < LARGE_LOG_ACTIONS; a++) row[a] /= sum;
  };
  for (let round = 0; round < rounds; round++) {
    drawRow();
    policy.set(row, round * LARGE_LOG_ACTIONS);
    for (let a = 0; a < LARGE_LOG_ACTIONS; a++)
      rewards[round * LARGE_LOG_ACTIONS + a] = 0.2 * random.random();
    drawRow();
    let [left, done] = [random.random() - row[0], 0];
    while (left > 0 && done < LARGE_LOG_ACTIONS - 1) left -= row[++done];
    action[round] = done;
    propensity[round] = row[done];
    reward[round] = random.random() < 0.1 ? 1 : 0;
  }
  const actions = Array.from({ length: LARGE_LOG_ACTIONS }, (_, a) => a);
  return { columns: { action, reward, propensity, actions }, policy, rewards };
}
