/** The modules that cells import from the kernel itself, whether they are installed beside the notebook or not. */
import * as comm from './comm';
import * as display from './display';
import * as kernel from './in-cells';
import * as tslab from './tslab';

interface OwnModule {
  readonly exports: object;
  /** Its source or, in the package, its types; without the extension. */
  readonly file: string;
}

/** As TypeScript writes paths. */
const here = (name: string): string => `${__dirname.replaceAll('\\', '/')}/${name}`;

/** The kernel's package, as `npm run pack -- kernel` makes it. */
export const PACKAGE_NAME = 'recommender-lab-kernel';

const MODULES: ReadonlyMap<string, OwnModule> = new Map([
  ['tslab', { exports: tslab, file: here('tslab') }],
  [PACKAGE_NAME, { exports: kernel, file: here('in-cells') }],
  [`${PACKAGE_NAME}/display`, { exports: display, file: here('display') }],
  [`${PACKAGE_NAME}/comm`, { exports: comm, file: here('comm') }],
]);

/** The module of this name, if it is the kernel's. */
export function ownModule(name: string): OwnModule | undefined {
  return MODULES.get(name);
}
