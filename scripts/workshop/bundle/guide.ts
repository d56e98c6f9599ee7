/** What a participant reads before the first command. */
import type { Bundle } from '../../setup/bundle';

/** The folder that the archive unpacks to. */
export const FOLDER = 'recommender-lab';

/**
 * @param archive the archive's name
 * @param sha256 its checksum, which the copy inside can't contain
 */
export function guide(bundle: Omit<Bundle, 'files'>, archive: string, sha256?: string): string {
  const { platform, arch, pythons, made, native } = bundle;
  return `Recommender Lab, bundle for ${platform} ${arch}, made on ${made}

You need Node 20.19 or later with npm, Python ${pythons.join(', ')} with venv, and 2.5 GB of disk space.
No network is needed. Two commands unpack it and start the lab:

  tar -xf ${quoted(archive)}
  npm start --prefix ${FOLDER}

The first start takes a minute or two; then JupyterLab opens. Ctrl-C stops it.

If something doesn't work:       npm run doctor --prefix ${FOLDER}
To start a notebook over:        npm run workshop --prefix ${FOLDER} -- reset 01
                                 (your version is kept beside it)

${native ? `TensorFlow's native library (${native}) is included.` : 'Tensors run on WebAssembly, because the native library is not included.'}
MovieLens 100K is not included: its license forbids redistribution. Setup downloads it (2 to 5 MB) if there is
a network; otherwise the lab uses synthetic ratings of the same shape. If you have downloaded ml-100k.zip
yourself, put it into ${FOLDER}/data/ before you start.
${
  sha256
    ? `
SHA-256 of the archive: ${sha256}
Check it with: sha256sum ${quoted(archive)} (macOS: shasum -a 256, Windows: certutil -hashfile … SHA256)
`
    : ''
}`;
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `"${name}"`;
}
