// The shape of the sources: small files, no `any`, no names that accept anything.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const files = ["src", "tests"]
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
  .filter((name) => statSync(join(ROOT, name)).isFile() && /\.(ts|vue|css)$/.test(name) && !name.includes("generated"));
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

it("keeps every file within 250 lines", () => {
  expect(files.length).toBeGreaterThan(60);
  // The style sheet of both themes is one list of names; cutting it would hide half of it.
  expect(files.filter((name) => read(name).split("\n").length > 251 && !name.endsWith("terminal.css"))).toEqual([]);
});

it("uses no `any`", () => {
  expect(files.filter((name) => !name.endsWith("shape.test.ts") && /(:|<|as) any\b/.test(read(name)))).toEqual([]);
});

it("has no drawer names", () => {
  expect(files.filter((name) => /(utils?|helpers?|common|manager|service)\.(ts|vue)$/i.test(name))).toEqual([]);
});

it("keeps to features/<capability>, shared and generated", () => {
  const folders = new Set(files.filter((name) => name.startsWith("src/")).map((name) => name.split("/")[1]));
  expect([...folders].filter((name) => name !== "main.ts").sort()).toEqual(["features", "shared"]);
});
