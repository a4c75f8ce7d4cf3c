import { Preview } from "../../expression/preview/Preview";
import type { Field, Schema } from "../schema";
import { AnyControl } from "./AnyControl";
import { HookPathControl } from "./HookPathControl";
import { ListControl } from "./ListControl";
import { MapControl } from "./MapControl";
import { ObjectControl } from "./ObjectControl";
import { JsonControl } from "./JsonControl";
import { ScheduleControl } from "./ScheduleControl";
import { SchemaControl } from "./SchemaControl";
import { BooleanControl, ChoiceControl, NumberControl, SecretControl, TextControl } from "./simple";
import { DurationControl, MomentControl, TimeZoneControl } from "./time";
import { TopicControl } from "./TopicControl";
import { VariantControl } from "./VariantControl";

export interface ControlProps {
  id: string;
  label: string;
  describedBy: string;
  invalid: boolean;
  path: string;
  field: Field;
  root: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** The control that fits a field's schema. Expressions are handled before it comes to this. */
export function ControlFor(props: ControlProps) {
  const { control } = props.field;
  // Of values that may hold expressions somewhere.
  const preview = <Preview path={props.path} label={props.label} value={props.value} />;
  switch (control.kind) {
    case "text":
      return <TextControl {...props} multiline={control.multiline} />;
    case "secret":
      return <SecretControl {...props} />;
    case "number":
      return <NumberControl {...props} integer={control.integer} />;
    case "boolean":
      return <BooleanControl {...props} />;
    case "choice":
      return <ChoiceControl {...props} options={control.options} />;
    case "schedule":
      return <ScheduleControl {...props} />;
    case "timezone":
      return <TimeZoneControl {...props} />;
    case "topic":
      return <TopicControl {...props} />;
    case "hookPath":
      return <HookPathControl {...props} />;
    case "moment":
      return <MomentControl {...props} />;
    case "duration":
      return <DurationControl {...props} />;
    case "object":
      return <ObjectControl {...props} fields={control.fields} />;
    case "map":
      return <MapControl {...props} values={control.values} />;
    case "list":
      return <ListControl {...props} items={control.items} />;
    case "variant":
      return <VariantControl {...props} tag={control.tag} variants={control.variants} />;
    case "any":
      return (
        <>
          <AnyControl {...props} />
          {preview}
        </>
      );
    case "schema":
      return <SchemaControl {...props} of={control.of} />;
    case "expression":
    case "json":
      return <JsonControl {...props} preview={preview} />;
  }
}
