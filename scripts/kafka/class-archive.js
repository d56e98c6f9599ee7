const fs = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');
const { remove } = require('../setup/atomic');
const { checksumOf } = require('../setup/checksum');

/**
 * The broker's classes as a Java has loaded them, in a file beside the jars: a broker that maps it into memory starts in
 * half the time. Made when a broker first ends cleanly, which takes it some seconds longer. A Java that can't use the file
 * ignores it.
 * @param {string} java
 * @param {string} jars the folder of its jars
 * @returns {{ flags: string[], keep: (endedCleanly: boolean) => void }} flags for Java; `keep` is called when it has ended
 */
function classArchive(java, jars) {
  const program = fs.realpathSync(java);
  const name = checksumOf(`${program} ${fs.statSync(program).mtimeMs}`).slice(0, 12);
  const file = path.join(path.resolve(jars), `classes-${name}.jsa`);
  if (fs.existsSync(file)) return { flags: [`-XX:SharedArchiveFile=${file}`], keep: () => {} };
  const making = `${file}.${randomBytes(4).toString('hex')}`; // another broker may be making one, too
  return {
    flags: [`-XX:ArchiveClassesAtExit=${making}`],
    keep: (endedCleanly) => {
      if (!fs.existsSync(making)) return;
      if (endedCleanly) fs.renameSync(making, file);
      else remove(making);
    },
  };
}

module.exports = { classArchive };
