// Validators here answer yes or no: what is wrong is told by src/schema, from the store, once something is. So the
// error objects of ajv's code, four fifths of its size, and the paths that it carries around for them are taken out.
// test/schemas holds the result against ajv itself.

/**
 * @param {string} code a module of ajv's standalone code
 * @returns {string} the same module, whose functions only return true or false
 */
export function leanCode(code) {
  return code
    .split(/(?=function validate\d+\()/)
    .map(leanFunction)
    .join("");
}

function leanFunction(code) {
  let text = code.replace('{instancePath="", parentData, parentDataProperty, rootData=data}={}', "");
  text = withoutErrorObjects(text);
  text = text.replace(/validate\d+\.errors = (?:\[\{\}\]|vErrors);/g, "");
  // A call of another validator: no paths for it, and its no is ours. References never stand below oneOf, anyOf or not.
  text = text.replace(/, ?\{\}\)/g, ")");
  text = text.replace(
    /vErrors = vErrors === null \? validate\d+\.errors : vErrors\.concat\(validate\d+\.errors\);errors = vErrors\.length;/g,
    "return false;",
  );
  // Without alternatives nothing counts errors up: every comparison of two counts is true.
  if (!/errors(\+\+| = [^0])/.test(text)) {
    text = text
      .replace(/const _errs\d+ = errors;/g, "")
      .replace(/_errs\d+ === errors|errors === (?:_errs\d+|0)/g, "true");
    text = text
      .replace(/if\(!valid\d+\)\{break;\}|(?:var |let )?valid\d+ = true;/g, "")
      .replace(/if\(valid\d+\)/g, "if(true)");
    text = text.replace("let vErrors = null;", "").replace("let errors = 0;", "");
  }
  for (const leftover of ["instancePath", "schemaPath", "parentData"]) {
    if (text.includes(leftover)) throw new Error(`ajv's code has changed its form: ${leftover} is still in ${text}`);
  }
  return text;
}

/** Replaces every object literal that begins with `{instancePath` by `{}`. */
function withoutErrorObjects(code) {
  const marker = "{instancePath";
  let result = "";
  let position = 0;
  for (let start = code.indexOf(marker); start >= 0; start = code.indexOf(marker, position)) {
    result += `${code.slice(position, start)}{}`;
    position = endOfObject(code, start);
  }
  return result + code.slice(position);
}

function endOfObject(code, start) {
  let depth = 0;
  for (let index = start; index < code.length; index++) {
    const character = code[index];
    if (character === '"') index = endOfString(code, index);
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return index + 1;
  }
  throw new Error("ajv's code has an object literal without an end");
}

function endOfString(code, start) {
  let index = start + 1;
  while (code[index] !== '"') index += code[index] === "\\" ? 2 : 1;
  return index;
}
