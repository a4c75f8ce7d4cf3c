import { buildExamples } from "./support/build-examples.ts";

buildExamples("engineering", "data");
