import { buildExamples } from "./support/build-examples.ts";

buildExamples("marketing");
