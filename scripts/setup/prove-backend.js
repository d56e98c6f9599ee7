// node prove-backend.js <project> native|wasm: loads that backend, multiplies two matrices and prints a line of JSON. It
// is a process of its own because a broken native library can crash Node.

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { reasonOf } = require('./setup-error');

const [root, kind] = process.argv.slice(2);
const fromProject = createRequire(path.join(root, 'package.json'));

/** @returns {Promise<typeof import('@tensorflow/tfjs')>} */
async function load() {
  if (kind === 'wasm') {
    const tf = fromProject('@tensorflow/tfjs');
    const wasm = fromProject('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(path.join(path.dirname(fromProject.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
    await tf.setBackend('wasm');
    return tf;
  }
  // Otherwise the prelude would use the fallback without saying why the addon doesn't load.
  process.env.RECOMMENDER_LAB_BACKEND = 'native';
  const prelude = path.join(root, 'lib', 'core', 'tfjs-prelude.cjs');
  if (fs.existsSync(prelude)) require(prelude);
  else process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  return fromProject('@tensorflow/tfjs-node');
}

async function main() {
  const tf = await load();
  await tf.ready();
  const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([0, 1, 1, 0], [2, 2]));
  const values = [...(await product.data())].join(' ');
  if (values !== '2 1 4 3') throw new Error(`a product of matrices came out as ${values}`);
  const backend = tf.getBackend();
  if (kind === 'native' && backend !== 'tensorflow')
    throw new Error(`the backend is ${backend}, not tensorflow`);
  const native = /** @type {{ binding?: { TF_Version: string } }} */ (tf.backend());
  console.log(JSON.stringify({ backend, version: native.binding?.TF_Version, tfjs: tf.version_core }));
}

main().catch((error) => {
  console.error(reasonOf(error).split('\n')[0]);
  process.exit(1);
});
