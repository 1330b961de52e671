// Builds the terminal with Vite, and copies the small site bundle when its sources are there.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

execFileSync(npm, ["run", "build", "--workspace", "terminal"], { cwd: here, stdio: "inherit" });

const source = join(here, "site", "src");
if (existsSync(source)) {
  const target = join(here, "site", "dist");
  rmSync(target, { recursive: true, force: true });
  cpSync(source, target, { recursive: true });
  console.log("site: copied web/site/src to web/site/dist");
}
