import { actions } from "./actions";
import { annotations } from "./annotations";
import { builder } from "./builder";
import { compare } from "./compare";
import { canvasEditing } from "./canvas";
import { data } from "./data";
import { executions } from "./executions";
import { expression } from "./expression";
import { guide } from "./guide";
import { product } from "./product";
import { properties } from "./properties";
import { schedules } from "./schedule";
import { templates } from "./templates";
import { testing } from "./testing";
import { workflows } from "./workflows";

/** Every text of the interface, in one place and ready for translation. */
export const messages = {
  ...product,
  ...workflows,
  ...builder,
  ...annotations,
  ...compare,
  ...canvasEditing,
  ...properties,
  ...executions,
  ...data,
  ...actions,
  ...expression,
  ...schedules,
  ...templates,
  ...testing,
  ...guide,
} as const;
