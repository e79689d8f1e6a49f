// The page's rules, beside what is recommended: text goes in as text, styles by classes or the
// CSSOM, and nothing is run that was a string. Started with the project root as its place.
import js from "@eslint/js";
import globals from "globals";

const AS_HTML = "Text goes in through textContent.";
const INLINE = "A style attribute is blocked by our policy: use a class, or element.style.";

const htmlProperties = ["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
  property,
  message: AS_HTML,
}));

export default [
  { ignores: ["web/vendor/**", "**/node_modules/**"] },
  js.configs.recommended,
  {
    files: ["web/**/*.js"],
    languageOptions: {
      globals: { ...globals.browser, msalRedirectBridge: "readonly", msalPopupRelay: "readonly" },
    },
    rules: {
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": ["error", ...htmlProperties],
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value='style']",
          message: INLINE,
        },
      ],
    },
  },
  { files: ["tests/web/**/*.js"], languageOptions: { globals: globals.node } },
];
