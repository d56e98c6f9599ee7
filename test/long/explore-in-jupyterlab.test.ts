/** Notebook 01 as a student meets it: JupyterLab in a browser, every cell run, every plot drawn. */
import { join } from 'node:path';
import { test } from 'node:test';
import { checkNotebook } from '../browser/check-notebook';
import { needsChromium } from '../browser/chromium';
import { labTests } from '../browser/lab-tests';

const lab = labTests();

test('notebook 01 runs from top to bottom, with every plot drawn', needsChromium, () =>
  checkNotebook(lab, join('notebooks', '01-explore.ipynb'), {
    name: 'jupyterlab-01',
    seconds: 300,
    tables: 1,
  }),
);
