/** The Python packages that ours is compared with, each in a virtual environment of its own in the cache folder. */
import { cachedPython, type Environment, type Surroundings } from '../python/cached-python';

/** What is installed; the numbers of the library's tests are those of this version too. */
export const SURPRISE = 'Surprise 1.1.5';
/** Known to be quick at implicit feedback. */
export const IMPLICIT = 'implicit 0.7.3';

/** A Bayesian factorization machine in C++. */
export const MYFM = 'myFM 0.4.0';

/** Networks in Python. */
export const KERAS = 'Keras 3.15.1 with TensorFlow 2.18.1';

/** The same; from the package index it brings gigabytes for graphics cards, without which it doesn't start. */
export const PYTORCH = 'PyTorch 2.15.0';

/** Off-policy estimators in NumPy. */
export const OBP = 'obp 0.5.7';

/** What these environments have in common. */
const BENCH = { takes: 'takes a minute or two if it must be compiled', command: 'npm run bench' };
const NUMPY = ['numpy==2.4.6', 'scipy==1.17.1'];
const SURPRISE_ENVIRONMENT: Environment = {
  ...BENCH,
  name: SURPRISE,
  folder: 'bench-surprise',
  packages: ['scikit-surprise==1.1.5', ...NUMPY, 'joblib==1.6.0'],
};
const IMPLICIT_ENVIRONMENT: Environment = {
  ...BENCH,
  name: IMPLICIT,
  folder: 'bench-implicit',
  packages: ['implicit==0.7.3', ...NUMPY, 'tqdm==4.70.1', 'threadpoolctl==3.8.0'],
};
const MYFM_ENVIRONMENT: Environment = {
  ...BENCH,
  name: MYFM,
  folder: 'bench-myfm',
  packages: ['myfm==0.4.0', ...NUMPY, 'pandas==3.1.1'],
};
const KERAS_ENVIRONMENT: Environment = {
  ...BENCH,
  name: KERAS,
  folder: 'bench-keras',
  packages: ['tensorflow-cpu==2.18.1', 'keras==3.15.1', 'numpy==2.0.2'],
};
const PYTORCH_ENVIRONMENT: Environment = {
  ...BENCH,
  name: PYTORCH,
  folder: 'bench-pytorch',
  packages: ['torch==2.15.0', 'numpy==2.4.6'],
};
/** Without PyTorch and figures, which only other parts of it need. */
const OBP_ENVIRONMENT: Environment = {
  ...BENCH,
  name: OBP,
  folder: 'bench-obp',
  packages: [
    ...['obp==0.5.7', 'numpy==1.23.5', 'scipy==1.10.1', 'scikit-learn==1.2.2', 'joblib==1.4.2'],
    ...['threadpoolctl==3.5.0', 'pandas==1.5.3', 'python-dateutil==2.9.0.post0', 'pytz==2024.1'],
    ...['six==1.16.0', 'tqdm==4.66.4', 'PyYAML==6.0.1'],
  ],
  minors: [8, 10],
  alone: true,
};
/**
 * The Python interpreter with Surprise; the first time it is installed, which takes a minute or two if there
 * is no prebuilt Surprise for this machine and it must be compiled.
 * @throws NoEnvironmentError
 */
export function surprisePython(options: Surroundings): Promise<string> {
  return cachedPython(SURPRISE_ENVIRONMENT, options);
}

/** The same with implicit. @throws NoEnvironmentError */
export function implicitPython(options: Surroundings): Promise<string> {
  return cachedPython(IMPLICIT_ENVIRONMENT, options);
}

/** The same with myFM. @throws NoEnvironmentError */
export function myfmPython(options: Surroundings): Promise<string> {
  return cachedPython(MYFM_ENVIRONMENT, options);
}

/** The same with Keras. @throws NoEnvironmentError */
export function kerasPython(options: Surroundings): Promise<string> {
  return cachedPython(KERAS_ENVIRONMENT, options);
}

/** The same with PyTorch. @throws NoEnvironmentError */
export function pytorchPython(options: Surroundings): Promise<string> {
  return cachedPython(PYTORCH_ENVIRONMENT, options);
}

/** The same with obp. @throws NoEnvironmentError */
export function obpPython(options: Surroundings): Promise<string> {
  return cachedPython(OBP_ENVIRONMENT, options);
}
