// Compiles the style sheet and copies the scripts that are vendored as they come. Run: npm install && npm run build
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile, Logger } from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const statics = "../src/aigis/web/static/aigis/";
const tests = "../tests/browser/vendor/";

// Texts a licence requires to stay with the copy; the minified files do not all carry one.
const header = "/*! Contains GOV.UK Frontend 6.6.0 (MIT, Crown Copyright) and MoJ Frontend 11.1.0 (MIT, Ministry of Justice) */\n";

function styles() {
  const options = { style: "compressed", loadPaths: [here("."), here("node_modules")], quietDeps: true, charset: false, logger: Logger.silent };
  const { css } = compile(here("scss/aigis.scss"), options);
  if (/GDS Transport|crown|crest|logotype|url\((?!images\/)/i.test(css)) {
    throw new Error("The style sheet holds something that must not be shipped: a typeface, an emblem or a file from elsewhere.");
  }
  for (const [, image] of css.matchAll(/url\((images\/[^)]+)\)/g)) {
    copy("@ministryofjustice/frontend/moj/assets/" + image, statics + image);
  }
  writeFileSync(here(statics + "aigis.css"), header + css + "\n");
}

function copy(source, target) {
  const text = readFileSync(here("node_modules/" + source), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  writeFileSync(here(target), text);
}

function licence(source, target) {
  copyFileSync(here("node_modules/" + source), here(target));
}

mkdirSync(here(statics + "vendor"), { recursive: true });
mkdirSync(here(statics + "images"), { recursive: true });
mkdirSync(here(tests), { recursive: true });
styles();
copy("govuk-frontend/dist/govuk/govuk-frontend.min.js", statics + "vendor/govuk-frontend.min.js");
copy("htmx.org/dist/htmx.min.js", statics + "vendor/htmx.min.js");
copy("axe-core/axe.min.js", tests + "axe.min.js");
licence("htmx.org/LICENSE", statics + "vendor/LICENSE.htmx.txt");
licence("axe-core/LICENSE", tests + "LICENSE.axe-core.txt");
