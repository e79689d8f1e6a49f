// What our tests use of Node. Its own types would put Node's globals among the page's.

declare module "node:test" {
  interface TestContext {
    after(run: () => void | Promise<void>): void;
    mock: typeof mock;
  }
  type Run = (context: TestContext) => void | Promise<void>;
  export default function test(name: string, run: Run): Promise<void>;
  export { test, test as it };
  export function describe(name: string, run: () => void): Promise<void>;
  export function before(run: () => void | Promise<void>): void;
  export function after(run: () => void | Promise<void>): void;
  export function beforeEach(run: () => void | Promise<void>): void;
  export function afterEach(run: () => void | Promise<void>): void;
  export const mock: any;
}

declare module "node:assert/strict" {
  type Words = string | Error;
  type Expected = RegExp | Function | object | Error;
  function assert(value: unknown, words?: Words): asserts value;
  namespace assert {
    function ok(value: unknown, words?: Words): asserts value;
    function equal<T>(actual: unknown, expected: T, words?: Words): asserts actual is T;
    function notEqual(actual: unknown, expected: unknown, words?: Words): void;
    function deepEqual(actual: unknown, expected: unknown, words?: Words): void;
    function notDeepEqual(actual: unknown, expected: unknown, words?: Words): void;
    function match(value: string, pattern: RegExp, words?: Words): void;
    function doesNotMatch(value: string, pattern: RegExp, words?: Words): void;
    function throws(run: () => unknown, expected?: Expected, words?: Words): void;
    function doesNotThrow(run: () => unknown, words?: Words): void;
    function rejects(
      run: Promise<unknown> | (() => Promise<unknown>),
      expected?: Expected,
      words?: Words,
    ): Promise<void>;
    function fail(words?: Words): never;
  }
  export default assert;
}

declare module "node:fs" {
  export function readFileSync(file: string | URL): Uint8Array;
  export function readFileSync(file: string | URL, encoding: "utf-8" | "utf8"): string;
  export function readdirSync(folder: string | URL): string[];
  export function existsSync(file: string | URL): boolean;
}

declare module "node:crypto" {
  interface Hash {
    update(bytes: Uint8Array | string): Hash;
    digest(encoding: "hex"): string;
  }
  export function createHash(kind: "sha256"): Hash;
}
