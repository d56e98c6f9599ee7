import type { PackagePlan } from '../plan';

const SERVER = [
  '@duckdb/node-api',
  'fastify',
  '@fastify/ajv-compiler',
  '@fastify/cors',
  '@fastify/helmet',
  '@fastify/rate-limit',
  '@fastify/swagger',
  'prom-client',
];

/** The algorithm library: all of `lib` but the kernel and the notebooks. */
export const LIBRARY: PackagePlan = {
  name: 'recommender-lab',
  version: '0.1.0',
  description: 'Recommender systems in TypeScript: models, evaluation, explanations, serving.',
  keywords: ['recommender', 'recommendation', 'collaborative-filtering', 'matrix-factorization', 'ranking'],
  folder: 'library',
  entries: {
    '.': ['lib/data/data', 'lib/models/models'],
    './data': ['lib/data/data'],
    './danfo': ['lib/data/danfo'],
    './models': ['lib/models/models'],
    './recommender': ['lib/recommender/recommender'],
    './testing': ['lib/testing/testing'],
    './explain': ['lib/explain/explain'],
    './lists': ['lib/lists/lists'],
    './onboarding': ['lib/onboarding/onboarding'],
    './evaluation': ['lib/evaluation/evaluation'],
    './rankings': ['lib/evaluation/rankings'],
    './searches': ['lib/evaluation/searches'],
    './simulation': ['lib/simulation/generate'],
    './saving': ['lib/service/saving'],
    './serving': ['lib/service/serving'],
  },
  sources: ['lib/evaluation/search/trial-worker'],
  copied: [
    'lib/core/is-alive.cjs',
    'lib/core/tfjs-prelude.cjs',
    'lib/core/write-whole.cjs',
    'lib/data/movielens/layout-100k.cjs',
    'lib/service/page',
  ],
  written: {},
  bin: {},
  dependencies: [],
  optionalPeers: [
    ...SERVER,
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-backend-wasm',
    '@tensorflow/tfjs-node',
    'danfojs-node',
    'koffi',
    'usearch',
  ],
  needing: { './serving': SERVER },
};
