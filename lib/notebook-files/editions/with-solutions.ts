/** A notebook to read, with the solutions below its exercises. */
import type { Cell, Notebook } from '../ipynb';
import { answerCells } from './exercise-cells';
import type { Answer } from './teacher-edition';

/** Adds a cell of text, tagged `solution`, below each exercise. Pages show those folded. */
export function withSolutions(notebook: Notebook, answers: ReadonlyMap<string, Answer>): Notebook {
  const places = new Map([...answerCells(notebook)].map(([id, index]) => [index, id]));
  const cells = notebook.cells.flatMap((cell, index): Cell[] => {
    const answer = answers.get(places.get(index) ?? '');
    return answer === undefined ? [cell] : [cell, solutionCell(cell, answer)];
  });
  return { ...notebook, cells };
}

function solutionCell({ id }: Cell, { words, code }: Answer): Cell {
  return {
    cell_type: 'markdown',
    id: `${id.slice(0, 50)}-solution`,
    source: `${words}\n\n\`\`\`ts\n${code}\n\`\`\``,
    metadata: { tags: ['solution'] },
  };
}
