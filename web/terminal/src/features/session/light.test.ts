import { expect, it } from "vitest";
import { lightOf } from "./light";

it("says how far the screen can be trusted", () => {
  expect(lightOf("connecting", false, false)).toBe("connecting");
  expect(lightOf("open", true, false)).toBe("behind");
  expect(lightOf("open", true, true)).toBe("live");
  expect(lightOf("waiting", true, true)).toBe("offline");
  expect(lightOf("connecting", true, true)).toBe("offline");
});
