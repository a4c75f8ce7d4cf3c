/**
 * Texts that people read are in `src/lib/messages`. Told by how they look: letters between tags; a literal in an attribute
 * or a field that is always read, such as `label`; and anywhere else, words in a row. What a program reads is left alone:
 * classes, selectors, CSS, expressions, and what a `Misuse` tells a programmer.
 */
const LETTERS = /\p{L}{2}/u;
const WORDS = /\p{L}{2,}[,:;.]?\s+\p{L}{2,}/u;
const READ =
  /^(?:aria-label|aria-description|aria-roledescription|alt|label|title|placeholder|description|help|hint|detail|text)$/;
const ATTRIBUTES_OF_PROGRAMS = /^(?:className|rel|d|style|preserveAspectRatio)$/;
const CALLS_OF_PROGRAMS = /^(?:closest|matches|querySelector|querySelectorAll|split|Misuse)$/;
/** CSS, selectors by attribute, headers, expressions, schedules. */
const PROGRAM = /var\(--|calc\(|\[[^\]]*\]|^[\w-]+: \w+\/\w+$|^\s*\{[%']|^\$[\w.]+( [<>]|$)|^cron\(/;

/** @type {import("eslint").Rule.RuleModule} */
export default {
  meta: {
    type: "problem",
    schema: [],
    messages: { outside: "A text that people read belongs in src/lib/messages: “{{text}}”" },
  },
  create(context) {
    const report = (node, text) =>
      context.report({ node, messageId: "outside", data: { text: text.trim().slice(0, 60) } });
    const check = (node, text) => {
      if (PROGRAM.test(text) || isForPrograms(node)) return;
      if (isRead(node) ? LETTERS.test(text) : WORDS.test(text)) report(node, text);
    };
    return {
      JSXText: (node) => {
        if (LETTERS.test(node.value)) report(node, node.value);
      },
      Literal: (node) => {
        if (typeof node.value === "string") check(node, node.value);
      },
      TemplateLiteral: (node) => check(node, node.quasis.map(({ value }) => value.cooked).join("…")),
    };
  },
};

/** Whether what stands here is shown as it is. */
function isRead({ parent }) {
  if (parent.type === "JSXExpressionContainer") return isRead(parent);
  if (parent.type === "JSXAttribute") return READ.test(parent.name.name);
  return parent.type === "Property" && parent.key.type === "Identifier" && READ.test(parent.key.name);
}

function isForPrograms(node) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "ImportDeclaration" || at.type === "TSLiteralType" || at.type === "TSEnumMember")
      return true;
    if (at.type === "JSXAttribute") return ATTRIBUTES_OF_PROGRAMS.test(at.name.name);
    if (at.type === "CallExpression" || at.type === "NewExpression") {
      const { callee } = at;
      return CALLS_OF_PROGRAMS.test(callee.property?.name ?? callee.name ?? "");
    }
    if (/Statement$|^Function|^ArrowFunction/.test(at.type)) return false;
  }
  return false;
}
