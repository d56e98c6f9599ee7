/** A notebook's front end for a test: what would be shown, in order. */
import { type CellEnd, setFrontend } from '../../lib/kernel/display';

/** One thing that a cell did. */
export type Shown = {
  readonly do: 'display' | 'update' | 'clear';
  readonly id?: string;
  readonly value?: unknown;
};

/** Takes the place of the kernel until `remove`. */
export function fakeFrontend() {
  const shown: Shown[] = [];
  const endings: CellEnd[] = [];
  setFrontend({
    display: async (value, { id, update }) => {
      shown.push({ do: update ? 'update' : 'display', id, value });
    },
    clearOutput: () => shown.push({ do: 'clear' }),
    atCellEnd: (callback) => endings.push(callback),
    printLimit: () => {},
    broadcast: () => {},
    capture: async (work) => ({ outputs: [], value: await work() }),
  });
  return {
    shown,
    endCell: (how: Parameters<CellEnd>[0]) => {
      for (const callback of endings.splice(0)) callback(how);
    },
    remove: () => setFrontend(undefined),
  };
}
