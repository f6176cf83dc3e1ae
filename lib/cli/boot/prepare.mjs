/** Installs packages when they changed and builds when sources changed, each remembered by a mark that holds a hash of what went in. */

import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { captureCommand, captureNode, fail, note, root } from "./run.mjs";

/** What `npm start` needs, or that and the tools for tests and checks. @typedef {"run" | "full"} Scope */

const installMark = path.join(root, "node_modules/.keepintouch-install.json");
const buildMark = path.join(root, ".next/keepintouch-build.json");
const benchFolder = path.join(root, "tests/bench");
const benchMark = path.join(benchFolder, "node_modules/.keepintouch-install.json");

const sources = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/** Never takes away what an earlier, fuller install brought. @param {Scope} scope */
export async function installIfNeeded(scope) {
  const fingerprint = packagesFingerprint(root);
  if (isInstalled(fingerprint, scope)) return;
  await alone(async () => {
    if (isInstalled(fingerprint, scope)) return;
    const wanted = scope === "full" || installedScope() === "full" ? "full" : "run";
    note(existsSync(installMark) ? "Installing what changed…" : "Installing… (first start only)");
    rmSync(installMark, { force: true });
    // `--no-save` keeps the lock file as it is; `npm ci` would refuse one written where other systems' packages are not offered.
    // NODE_ENV=production would silently leave out the tools for tests.
    await npm(["install", "--no-save", wanted === "full" ? "--include=dev" : "--omit=dev"], root);
    writeFileSync(installMark, JSON.stringify({ fingerprint, scope: wanted }));
  });
}

/** The packages the benchmark compares with are its own, so that nothing else waits for them. */
export async function installBenchIfNeeded() {
  const fingerprint = packagesFingerprint(benchFolder);
  if (readMark(benchMark).fingerprint === fingerprint) return;
  await alone(async () => {
    note("Installing what the benchmark compares with…");
    await npm(["install", "--no-save", "--ignore-scripts=false"], benchFolder);
    writeFileSync(benchMark, JSON.stringify({ fingerprint }));
  });
}

export async function buildIfNeeded() {
  if (readMark(buildMark).fingerprint === sourcesFingerprint()) return;
  await alone(async () => {
    const fingerprint = sourcesFingerprint();
    if (readMark(buildMark).fingerprint === fingerprint) return;
    note(existsSync(buildMark) ? "Building… (the sources changed)" : "Building… (first start only)");
    rmSync(buildMark, { force: true });
    const { code, output } = await captureNode(["node_modules/next/dist/bin/next", "build"], {
      env: { NODE_ENV: "production" },
    });
    if (code !== 0) {
      // The bundler remembers failures too, also those that came from outside the sources.
      rmSync(path.join(root, ".next/cache"), { recursive: true, force: true });
      fail(`${output.trimEnd()}\n\nThe build failed; what went wrong is above.`);
    }
    writeFileSync(buildMark, JSON.stringify({ fingerprint }));
  });
}

/** @param {string[]} args @param {string} cwd */
async function npm(args, cwd) {
  const quiet = [...args, "--no-audit", "--no-fund", "--loglevel=error"];
  const cli = process.env.npm_execpath;
  const known = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  const { code, output } = known
    ? await captureCommand(process.execPath, [cli, ...quiet], { cwd })
    : await captureCommand("npm", quiet, { cwd });
  if (code !== 0) fail(`${output.trimEnd()}\n\nInstalling packages failed; what npm said is above.`);
}

/** @param {string} fingerprint @param {Scope} scope */
function isInstalled(fingerprint, scope) {
  const mark = readMark(installMark);
  return mark.fingerprint === fingerprint && (mark.scope === "full" || scope === "run");
}

/** What is there, also when somebody ran `npm install` by hand. */
function installedScope() {
  const { scope } = readMark(installMark);
  return scope ?? (existsSync(path.join(root, "node_modules/vitest")) ? "full" : "run");
}

/** @param {string} folder */
function packagesFingerprint(folder) {
  const { dependencies, optionalDependencies, devDependencies, overrides } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8"),
  );
  const hash = createHash("sha256");
  hash.update(
    JSON.stringify([
      dependencies,
      optionalDependencies,
      devDependencies,
      overrides,
      process.platform,
      process.arch,
    ]),
  );
  const lock = path.join(folder, "package-lock.json");
  if (existsSync(lock)) hash.update(readFileSync(lock));
  return hash.digest("hex");
}

function sourcesFingerprint() {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(filesUnder))
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

/** Sorted, relative to the root; none for what is not there. @param {string} place @returns {string[]} */
function filesUnder(place) {
  const absolute = path.join(root, place);
  if (!existsSync(absolute)) return [];
  if (path.extname(place) !== "") return [place];
  return readdirSync(absolute, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** @param {string} file @returns {{ fingerprint?: string, scope?: Scope }} */
function readMark(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** Two commands started together must not install or build at the same time: the second waits and then finds it done. @param {() => Promise<void>} work */
async function alone(work) {
  const lock = path.join(root, ".cache/boot.lock");
  mkdirSync(path.dirname(lock), { recursive: true });
  for (let tries = 0; !takeLock(lock); tries += 1) {
    if (tries === 10)
      note(`Waiting for another command to finish preparing… (if there is none, remove ${lock})`);
    await wait(200);
  }
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  try {
    await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

/** A lock left by a process that is gone is removed, to be had at the next try. @param {string} lock */
function takeLock(lock) {
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    // A link appears with its content, so nobody ever reads a lock without an owner.
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!isRunning(ownerOf(lock))) rmSync(lock, { force: true });
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} lock */
function ownerOf(lock) {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return 0;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
