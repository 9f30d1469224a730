// Loaded into the real command before it starts (node --import): ends it as kill -9 does at a named operation on files, or lists these.
// TELEMEND_TEST_KILL_AT=NAME kills at the first operation of that name; TELEMEND_TEST_KILL_LIST=FILE appends the names as they come.
import { appendFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const { TELEMEND_TEST_KILL_AT: wanted, TELEMEND_TEST_KILL_LIST: list } = process.env;

/** What a file is to telemend: names without what is random in them. */
function role(path) {
  return path === process.cwd() ? 'directory' : basename(path).replace(/[0-9a-f]{32}/, 'ID').replace(/^telemend-\d+-/, 'telemend-PID-');
}

function pass(name) {
  if (list) appendFileSync(list, `${name}\n`);
  if (name === wanted) process.kill(process.pid, 'SIGKILL');
}

function wrap(object, name, pathOf) {
  const operation = object[name];
  object[name] = async function (...parameters) {
    const path = pathOf(this, parameters);
    if (!isOurs(path)) return operation.apply(this, parameters);
    const what = `${name} ${role(path)}`;
    pass(`before ${what}`);
    const result = await operation.apply(this, parameters);
    if (name === 'open') paths.set(result, path);
    pass(`after ${what}`);
    return result;
  };
}

const paths = new WeakMap();
/** What is only read is of no interest. */
const isOurs = (path) => path === process.cwd() || (typeof path === 'string' && /telemend-|^clean\./.test(basename(path)));

const probe = await fs.open(new URL(import.meta.url));
const prototype = Object.getPrototypeOf(probe);
await probe.close();
for (const name of ['open', 'unlink', 'rename']) wrap(fs, name, (_, parameters) => (name === 'rename' ? parameters[1] : parameters[0]));
for (const name of ['write', 'sync', 'close']) wrap(prototype, name, (handle) => paths.get(handle));
syncBuiltinESMExports();
