/** The network on paper of notebook 07: a weight for each user and film, one hidden unit, and its weight v. */
export interface PaperNetwork {
  readonly users: readonly number[];
  readonly items: readonly number[];
  readonly v: number;
}

export interface PaperPair {
  readonly user: number;
  readonly item: number;
  /** 1 if the user chose the film, else 0. */
  readonly liked: number;
}

/** Ada and Ben; Heat and Fargo. */
export const START: PaperNetwork = { users: [0.5, -1], items: [0.5, 1], v: Math.log(3) };

/** The network after some steps on all pairs at once, with a learning rate of 1. @param isLinear without the max(0, …) */
export function paperSteps(pairs: readonly PaperPair[], steps: number, isLinear = false): PaperNetwork {
  const [users, items] = [[...START.users], [...START.items]];
  let { v } = START;
  for (let step = 0; step < steps; step++) {
    const moves = pairs.map(({ user, item, liked }) => {
      const sum = users[user] + items[item];
      const isOn = isLinear || sum > 0;
      const hidden = isOn ? sum : 0;
      const error = 1 / (1 + Math.exp(-v * hidden)) - liked;
      return { user, item, below: isOn ? error * v : 0, above: error * hidden };
    });
    for (const { user, item, below, above } of moves) {
      users[user] -= below;
      items[item] -= below;
      v -= above;
    }
  }
  return { users, items, v };
}
