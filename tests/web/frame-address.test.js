import assert from "node:assert/strict";
import test from "node:test";
import { canonical, guids, landsOn } from "../../web/frame/address.js";
import { popupWords } from "../../web/frame/popup-words.js";
import { texts } from "../../web/texts.js";

const PROJECT = "a32651a2-27a8-589a-88fd-0991d9cc6c29";
const ONE = "11111111-2222-4333-8444-555555555555";
const TWO = "66666666-7777-4888-9999-aaaaaaaaaaaa";
const NAMES = {
  project: ["projectId", "projectUid", "entityId"],
  tasks: ["taskIds", "ids", "selectedIds", "taskId"],
  tenant: ["tenant"],
};

const aggregator = `/?project=${PROJECT}&view=items`;
const create = `/?project=${PROJECT}&view=create`;

/** @type {[string, string, string][]} what it shows, the address, where it leads */
const TABLE = [
  ["a parameter", `/aggregator?projectId=${PROJECT}`, aggregator],
  ["our own name for it", `/aggregator?project=${PROJECT}`, aggregator],
  ["another of its names", `/aggregator?projectUid=${PROJECT}`, aggregator],
  ["a name in other letters", `/aggregator?PROJECTID=${PROJECT.toUpperCase()}`, aggregator],
  ["a path in other letters", `/Aggregator?projectid=${PROJECT}`, aggregator],
  ["braces around it", `/aggregator?projectId=%7B${PROJECT}%7D`, aggregator],
  ["the fragment", `/aggregator#projectId=${PROJECT}`, aggregator],
  ["a fragment with a question mark", `/aggregator#/tasks?projectId=${PROJECT}`, aggregator],
  ["a segment of the path", `/aggregator/tasks/${PROJECT}/open`, aggregator],
  ["a segment with braces", `/aggregator/%7B${PROJECT}%7D`, aggregator],
  ["the name before the path", `/aggregator/${ONE}?projectId=${PROJECT}`, aggregator],
  ["the better name before the other", `/aggregator?entityId=${ONE}&projectId=${PROJECT}`, aggregator],
  ["a worse name where the better is empty", `/aggregator?projectId=&entityId=${PROJECT}`, aggregator],
  ["names that we do not know", `/aggregator?project_ref=${PROJECT}`, "/?view=items"],
  ["a template that nobody filled in", "/aggregator?projectId={projectId}", "/?view=items"],
  ["a project that is no id", `/aggregator?projectId=${PROJECT}%3Cscript%3E`, "/?view=items"],
  ["other parameters", `/aggregator?projectId=${PROJECT}&view=settings&tenant=contoso`, aggregator],
  ["tasks where no tasks are asked for", `/aggregator?projectId=${PROJECT}&taskIds=${ONE}`, aggregator],
  ["nothing", "/aggregator", "/?view=items"],
  ["half of a percent sign", "/aggregator/%E0%A4%A?projectId=%", "/?view=items"],

  ["no tasks", `/create-item?projectId=${PROJECT}`, create],
  ["one task", `/create-item?projectId=${PROJECT}&taskId=${ONE}`, `${create}&tasks=${ONE}`],
  ["tasks with commas", `/create-item?projectId=${PROJECT}&taskIds=${ONE},${TWO}`, `${create}&tasks=${ONE},${TWO}`],
  ["tasks with coded commas", `/create-item?projectId=${PROJECT}&ids=${ONE}%2C%20${TWO}`, `${create}&tasks=${ONE},${TWO}`],
  ["tasks repeated", `/create-item?projectId=${PROJECT}&ids=${ONE}&ids=${TWO}`, `${create}&tasks=${ONE},${TWO}`],
  ["tasks with brackets", `/create-item?projectId=${PROJECT}&ids[]=${ONE}&ids[]=${TWO}`, `${create}&tasks=${ONE},${TWO}`],
  ["tasks with numbers in brackets", `/create-item?projectId=${PROJECT}&ids[0]=${ONE}&ids[1]=${TWO}`, `${create}&tasks=${ONE},${TWO}`],
  ["tasks as JSON", `/create-item?projectId=${PROJECT}&selectedIds=["${ONE}","${TWO}"]`, `${create}&tasks=${ONE},${TWO}`],
  ["tasks over query and fragment", `/create-item?projectId=${PROJECT}&ids=${ONE}#ids=${TWO}`, `${create}&tasks=${ONE},${TWO}`],
  ["a task twice", `/create-item?projectId=${PROJECT}&ids=${ONE},${ONE.toUpperCase()}`, `${create}&tasks=${ONE}`],
  ["tasks of which one is none", `/create-item?projectId=${PROJECT}&ids=${ONE},7,'or 1=1`, `${create}&tasks=${ONE}`],
  ["tasks behind the project in the path", `/create-item/${PROJECT}/${ONE}`, `${create}&tasks=${ONE}`],
  ["a task in the path, the project named", `/create-item/${ONE}?projectId=${PROJECT}`, `${create}&tasks=${ONE}`],
  ["tasks without a project", `/create-item?taskIds=${ONE}`, `/?view=create&tasks=${ONE}`],
  ["neither", "/create-item/", "/?view=create"],

  ["a page of our own", `/?project=${PROJECT}&view=items`, ""],
  ["an address that only begins alike", `/aggregators?projectId=${PROJECT}`, ""],
];

for (const [what, from, to] of TABLE) {
  test(`A landing address with ${what} leads to ${to || "itself"}`, () => {
    assert.equal(canonical(new URL(from, "https://lockstep.example"), NAMES), to);
  });
}

test("An address without known names still takes our own", () => {
  const address = new URL(`/create-item?project=${PROJECT}&tasks=${ONE}`, "https://lockstep.example");

  assert.equal(canonical(address, {}), `${create}&tasks=${ONE}`);
});

test("Only whole ids count, in the order in which they come", () => {
  assert.deepEqual(guids(`${TWO}; ${ONE} x${ONE} ${ONE}0 ${TWO}`), [TWO, ONE]);
});

test("Only the two landing addresses land", () => {
  assert.equal(landsOn("/aggregator/x"), "items");
  assert.equal(landsOn("/Create-Item"), "create");
  assert.equal(landsOn("/"), "");
  assert.equal(landsOn("/x/aggregator"), "");
});

test("What became of a window is told in words, and what nobody foresaw in those of the service", () => {
  assert.equal(popupWords({ errorCode: "user_cancelled", message: "user_cancelled: see" }), texts.frame.windows.closed);
  assert.equal(popupWords({ errorCode: "empty_window_error" }), texts.frame.windows.blocked);
  assert.match(popupWords({ errorCode: "invalid_grant", message: "AADSTS65001: no consent" }), /AADSTS65001: no consent$/);
  assert.match(popupWords(undefined), /unexpected/);
});
