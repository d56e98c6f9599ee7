const fs = require('node:fs');
const path = require('node:path');

const normal = (name) => name.toLowerCase().replace(/[-_.]+/g, '-');

/** The environment's folder of packages; undefined where there is none. */
function sitePackages(ctx) {
  if (ctx.platform === 'win32') return path.join(ctx.venv, 'Lib', 'site-packages');
  const lib = path.join(ctx.venv, 'lib');
  const python = fs.existsSync(lib) && fs.readdirSync(lib).find((name) => /^python3\.\d+$/.test(name));
  return python ? path.join(lib, python, 'site-packages') : undefined;
}

/** Whether all files that pip has listed for a package are there, in their size. */
function isWhole(folder, info) {
  let record;
  try {
    record = fs.readFileSync(path.join(folder, info, 'RECORD'), 'utf8');
  } catch {
    return false;
  }
  // Lines are `path,hash,size`; compiled files have no size and may go.
  return [...record.matchAll(/^(?:"(.*)"|(.*?)),[^,\n]*,(\d+)\r?$/gm)].every(([, quoted, plain, size]) => {
    const stat = fs.statSync(path.join(folder, quoted ?? plain), { throwIfNoEntry: false });
    return stat?.size === Number(size);
  });
}

/**
 * Which packages of the requirements are not whole, as `name==version`. Pip itself takes one for installed whose files
 * have gone. Looks for some 15,000 files, in a tenth of a second.
 * @param {object} ctx
 * @param {string} requirements the text of scripts/requirements.txt
 */
function damagedPythonPackages(ctx, requirements) {
  const folder = sitePackages(ctx);
  const names = folder && fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const infos = new Map(
    names
      .filter((name) => name.endsWith('.dist-info'))
      .map((name) => {
        const [, package_, version] = /^(.*)-(.*)\.dist-info$/.exec(name) ?? [];
        return [`${normal(package_ ?? name)}==${version}`, name];
      }),
  );
  // A line with a condition is of other versions of Python.
  const pins = requirements.match(/^[\w.-]+==[^\s;]+(?=\s*$)/gm) ?? [];
  return pins.filter((pin) => {
    const [name, version] = pin.split('==');
    const info = infos.get(`${normal(name)}==${version}`);
    return info === undefined || !isWhole(folder, info);
  });
}

module.exports = { damagedPythonPackages };
