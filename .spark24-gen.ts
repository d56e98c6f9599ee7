import { generateRatings } from './lib/simulation/generate';
import { writeFileSync, openSync, writeSync, closeSync } from 'node:fs';
const n = Number(process.argv[2]);
const t = generateRatings({ users: n / 100, items: 20000, ratings: n, rank: 8 });
const fd = openSync(process.argv[3], 'w');
writeSync(fd, 'user,item,rating\n');
let buf: string[] = [];
for (let k = 0; k < t.length; k++) { buf.push(`u${t.userColumn[k]},i${t.itemColumn[k]},${t.ratingColumn[k]}`); if (buf.length === 100000) { writeSync(fd, buf.join('\n') + '\n'); buf = []; } }
if (buf.length) writeSync(fd, buf.join('\n') + '\n');
closeSync(fd);
