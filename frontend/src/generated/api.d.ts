// Generated from docs/reference/openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an event to the runs that wait for it */
        post: operations["send_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List executions */
        get: operations["list_executions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count executions by status, each up to 1,000 */
        get: operations["count_executions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{execution_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an execution */
        get: operations["get_execution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{execution_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an execution */
        post: operations["cancel_execution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{execution_id}/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the nodes of an execution did */
        get: operations["list_node_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/executions/{execution_id}/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an execution that ended badly go on from where it failed */
        post: operations["redrive_execution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registry/definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the kinds of nodes that can be drawn */
        get: operations["list_definitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registry/topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the Kafka topics that workflows name */
        get: operations["list_topics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List triggers */
        get: operations["list_triggers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{trigger_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop listening */
        post: operations["disable_trigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/triggers/{trigger_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Listen again */
        post: operations["enable_trigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/waits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what runs wait for */
        get: operations["list_waits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/waits/{wait_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer a wait */
        post: operations["answer_wait"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List workflows */
        get: operations["list_workflows"];
        put?: never;
        /** Create a workflow */
        post: operations["create_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a workflow */
        get: operations["get_workflow"];
        /** Save the draft */
        put: operations["update_workflow"];
        post?: never;
        /** Archive a workflow */
        delete: operations["archive_workflow"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/back-tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run recorded executions again on a changed drawing */
        post: operations["run_back_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/copies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a draft like the workflow's own */
        post: operations["copy_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop starting new executions */
        post: operations["deactivate_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start the live version, or another one, by hand */
        post: operations["start_execution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/nodes/{key}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run one node alone with given values */
        post: operations["run_node"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/payload-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a trigger would take a payload */
        post: operations["check_payload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a drawing will take of the limits, and cost */
        post: operations["preflight_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say that a tab has the workflow open, and see who else has */
        put: operations["report_presence"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/presence/{tab}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Say that a tab is closed */
        delete: operations["end_presence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish the draft */
        post: operations["publish_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/test-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a drawing once on a virtual clock */
        post: operations["run_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the draft's saved tests */
        get: operations["list_tests"];
        put?: never;
        /** Save a test with the draft */
        post: operations["create_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/tests/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run saved tests on the draft */
        post: operations["run_tests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/tests/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change or rename a saved test */
        put: operations["replace_test"];
        post?: never;
        /** Delete a saved test */
        delete: operations["delete_test"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a drawing */
        post: operations["validate_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List published versions */
        get: operations["list_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{workflow_id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a published version */
        get: operations["get_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Label a published version */
        patch: operations["describe_version"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Annotation
         * @description A sticky note, or a frame around nodes with its title in `text`. No node or edge has the same id.
         */
        Annotation: {
            /**
             * Color
             * @default yellow
             * @enum {string}
             */
            color: "yellow" | "green" | "blue" | "purple" | "red" | "gray";
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "note" | "group";
            /**
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: components["schemas"]["Place"];
            size: components["schemas"]["Extent"];
            /**
             * Text
             * @description Of a note: Markdown of a few kinds.
             * @default
             */
            text: string;
        };
        /**
         * BackTestDifference
         * @description The first thing that is another one. Long values are cut; secrets are masked on both sides.
         */
        BackTestDifference: {
            /** Attempt */
            attempt: number;
            /**
             * Field
             * @description `handle`, `status`, `error`, `config.<path>` of the node, `output.<path>`.
             */
            field: string;
            /** Iteration */
            iteration: string;
            /** Node */
            node: string | null;
            /** Now */
            now: unknown;
            /** Recorded */
            recorded: unknown;
        };
        /**
         * BackTestGroup
         * @description Executions with the same kind of difference at the same place.
         */
        BackTestGroup: {
            /** Count */
            count: number;
            /**
             * Executions
             * @description Some of them.
             */
            executions: string[];
            /** Field */
            field: string;
            first: components["schemas"]["BackTestDifference"];
            /** Node */
            node: string | null;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "same" | "other_path" | "fails" | "recovers" | "waits" | "sends_other" | "gives_other";
        };
        /**
         * BackTestReport
         * @description What would be different. Compared is what PostgreSQL holds: a changed secret is no difference.
         */
        BackTestReport: {
            /**
             * Complete
             * @description False if time ran out before all of them were run.
             */
            complete: boolean;
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /** Examined */
            examined: number;
            /** Groups */
            groups: components["schemas"]["BackTestGroup"][];
            /** Not Compared */
            not_compared: components["schemas"]["NotCompared"][];
            /**
             * Reinterpreted
             * @description Nodes whose definition or `select` changed: their recorded outputs may not be what they give now.
             */
            reinterpreted: string[];
            /** Runs */
            runs: components["schemas"]["BackTestRun"][];
        };
        /**
         * BackTestRequest
         * @description Which executions to run again, on what. Without `graph` and `version`, on the draft.
         */
        BackTestRequest: {
            /**
             * Count
             * @description The last so many.
             * @default 100
             */
            count: number;
            graph?: components["schemas"]["Graph"] | null;
            /**
             * Of Version
             * @description Executions of this version; the live one without.
             */
            of_version?: number | null;
            /**
             * Secrets As Of
             * @description The revision whose secrets the masks in `graph` stand for; without it those of the draft. Whoever takes back that a secret was replaced says it.
             */
            secrets_as_of?: number | null;
            settings?: components["schemas"]["WorkflowSettings"] | null;
            /**
             * Version
             * @description A published version instead of the draft.
             */
            version?: number | null;
        };
        /**
         * BackTestRun
         * @description An execution that would not be the same.
         */
        BackTestRun: {
            difference: components["schemas"]["BackTestDifference"] | null;
            /** Execution Id */
            execution_id: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "same" | "other_path" | "fails" | "recovers" | "waits" | "sends_other" | "gives_other";
            /**
             * Sampled
             * @description Nodes that had no record to answer from.
             */
            sampled: string[];
        };
        /**
         * ChildRun
         * @description A run that a node of this one started, as it stands now.
         */
        ChildRun: {
            /** Execution Id */
            execution_id: string;
            /** Iteration */
            iteration: string;
            /**
             * Node Key
             * @description Empty: the run of the error workflow, started when this one failed.
             */
            node_key: string;
            /** Started At */
            started_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed" | "timed_out" | "cancelled";
        };
        /**
         * Definition
         * @description A kind of node that can be drawn.
         */
        Definition: {
            /** Category */
            category: string;
            /**
             * Config Schema
             * @description JSON Schema of the node's `config`: the property form.
             */
            config_schema: {
                [key: string]: unknown;
            };
            /** Description */
            description: string;
            /** Enabled */
            enabled: boolean;
            /**
             * Errors
             * @description Names that `settings.retry.on` of such a node may list, those it declares itself first; empty where a retry has no effect.
             */
            errors: string[];
            /**
             * Icon
             * @description A Tabler icon name without the `Icon` prefix.
             */
            icon: string;
            /**
             * Id
             * @description `<name>@<version>`; the plain name for logic nodes.
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "trigger" | "action" | "logic";
            /** Name */
            name: string;
            /**
             * Native
             * @description Runs inside the state machine, without a function.
             */
            native: boolean;
            /** Output Schema */
            output_schema: {
                [key: string]: unknown;
            } | null;
            /** Title */
            title: string;
            /** Version */
            version: number;
        };
        /** DefinitionList */
        DefinitionList: {
            /** @description A sample of what the first trigger of an error workflow gives. */
            failed_run: components["schemas"]["FailedRun"];
            /** Items */
            items: components["schemas"]["Definition"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /**
         * Edge
         * @description From a handle of one node to another node.
         */
        Edge: {
            /** Id */
            id: string;
            /** Source */
            source: string;
            /**
             * Source Handle
             * @default out
             */
            source_handle: string;
            /** Target */
            target: string;
        };
        /**
         * Editor
         * @description Another tab with the same workflow.
         */
        Editor: {
            /** Name */
            name: string;
            /** Seen At */
            seen_at: string;
            /** Selection */
            selection: string[];
            /** Tab */
            tab: string;
            /**
             * Yourself
             * @description Whether it is signed in as who asks.
             */
            yourself: boolean;
        };
        /**
         * ErrorInfo
         * @description Why something failed.
         */
        ErrorInfo: {
            /** Message */
            message: string;
            /**
             * Name
             * @description A name from the closed set of errors, or Step Functions' own.
             */
            name: string;
        };
        /** EventReceipt */
        EventReceipt: {
            /**
             * Completed
             * @description How many waits it completed; with none it is held for ten minutes.
             */
            completed: number;
        };
        /**
         * Execution
         * @description An execution with its nodes: as recorded once it has ended, else as it stands now.
         */
        Execution: {
            /**
             * Children
             * @description The last 200 runs of other workflows it started, newest first.
             */
            children: components["schemas"]["ChildRun"][];
            /**
             * Diverged
             * @description The replay of its record did not end as Step Functions says it did.
             */
            diverged: boolean;
            /**
             * Divergences
             * @description Where the replay of its record and Step Functions disagree.
             */
            divergences: string[];
            /** Duration Ms */
            duration_ms: number | null;
            /** Ended At */
            ended_at: string | null;
            error: components["schemas"]["ErrorInfo"] | null;
            /**
             * Error Workflow Fault
             * @description Why its error workflow was not started when this run failed, and what to do.
             */
            error_workflow_fault: string | null;
            /**
             * Express
             * @description It runs at least once, for at most five minutes, and cannot be stopped.
             */
            express: boolean;
            /**
             * Gaps
             * @description What is not known of it, and why.
             */
            gaps: string[];
            /** @description The drawing of its version. */
            graph: components["schemas"]["Graph"] | null;
            /** Id */
            id: string;
            /** Input */
            input: unknown;
            /**
             * Nodes
             * @description At most 1,000: those outside of loops, then those that did not succeed, then the first others.
             */
            nodes: components["schemas"]["NodeRun"][];
            /**
             * Nodes Total
             * @description How many there are; `GET /executions/{id}/nodes` gives all, in pages.
             */
            nodes_total: number;
            /** Output */
            output: unknown;
            /** @description Null unless another run started it. */
            parent: components["schemas"]["ParentRun"] | null;
            /** Started At */
            started_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed" | "timed_out" | "cancelled";
            /**
             * Timezone
             * @description IANA name of the workflow's time zone, in its version.
             */
            timezone: string | null;
            /**
             * Trigger
             * @description Key of the trigger node that fired.
             */
            trigger: string | null;
            /**
             * Trigger Name
             * @description What its version calls that trigger; null where it has no name.
             */
            trigger_name: string | null;
            /**
             * Version
             * @description The published version it runs; null if it could not be told.
             */
            version: number | null;
            /**
             * Waiting
             * @description How many of its steps wait for somebody's answer, or for an event, now.
             */
            waiting: number;
            /** Workflow Id */
            workflow_id: string;
            /** Workflow Name */
            workflow_name: string;
        };
        /**
         * ExecutionCounts
         * @description How many executions a list has, by status, each counted up to 1,000.
         */
        ExecutionCounts: {
            counts: components["schemas"]["StatusCounts"];
            /**
             * More
             * @description Statuses of which there are more than were counted.
             */
            more: ("running" | "succeeded" | "failed" | "timed_out" | "cancelled")[];
        };
        /** ExecutionList */
        ExecutionList: {
            /** Items */
            items: components["schemas"]["ExecutionSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ExecutionSummary
         * @description An execution in a list.
         */
        ExecutionSummary: {
            /**
             * Diverged
             * @description The replay of its record did not end as Step Functions says it did.
             */
            diverged: boolean;
            /** Duration Ms */
            duration_ms: number | null;
            /** Ended At */
            ended_at: string | null;
            error: components["schemas"]["ErrorInfo"] | null;
            /**
             * Express
             * @description It runs at least once, for at most five minutes, and cannot be stopped.
             */
            express: boolean;
            /** Id */
            id: string;
            /** Started At */
            started_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed" | "timed_out" | "cancelled";
            /**
             * Trigger
             * @description Key of the trigger node that fired.
             */
            trigger: string | null;
            /**
             * Trigger Name
             * @description What its version calls that trigger; null where it has no name.
             */
            trigger_name: string | null;
            /**
             * Version
             * @description The published version it runs; null if it could not be told.
             */
            version: number | null;
            /**
             * Waiting
             * @description How many of its steps wait for somebody's answer, or for an event, now.
             */
            waiting: number;
            /** Workflow Id */
            workflow_id: string;
            /** Workflow Name */
            workflow_name: string;
        };
        /**
         * Expected
         * @description How the run has to go. What is not said is not looked at.
         *
         *     `ran` and `skipped` name nodes; `charge.error` in `ran`: by that handle. `sent` (by node: the configuration its
         *     action is called with), `outputs` (by node) and `output` (the run's) need only the members that matter: an object
         *     may have more than is expected, a list may not. In a loop one iteration has to fit.
         */
        Expected: {
            /**
             * Error
             * @description Name of the error the run fails with.
             */
            error?: string | null;
            /** Output */
            output?: {
                [key: string]: unknown;
            } | null;
            /**
             * Outputs
             * @default {}
             */
            outputs: {
                [key: string]: unknown;
            };
            /**
             * Ran
             * @default []
             */
            ran: string[];
            /**
             * Sent
             * @default {}
             */
            sent: {
                [key: string]: unknown;
            };
            /**
             * Skipped
             * @default []
             */
            skipped: string[];
            /**
             * Status
             * @default succeeded
             * @enum {string}
             */
            status: "succeeded" | "failed" | "timed_out" | "waiting";
        };
        /**
         * ExpressObstacle
         * @description Why a workflow cannot run as an Express execution, and the node because of which.
         */
        ExpressObstacle: {
            /** Message */
            message: string;
            /** Node */
            node: string | null;
        };
        /**
         * Extent
         * @description Width and height, in the canvas's units.
         */
        Extent: {
            /** Height */
            height: number;
            /** Width */
            width: number;
        };
        /** FailedExecution */
        FailedExecution: {
            /** Arn */
            arn: string;
            /** Ended At */
            ended_at: string | null;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Started At
             * @description RFC 3339, in UTC, with milliseconds.
             */
            started_at: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "failed" | "timed_out";
        };
        /**
         * FailedRun
         * @description The run that failed, its workflow and its error.
         */
        FailedRun: {
            error: components["schemas"]["Failure"];
            execution: components["schemas"]["FailedExecution"];
            workflow: components["schemas"]["FailedWorkflow"];
        };
        /** FailedStep */
        FailedStep: {
            /** Id */
            id: string;
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /** FailedWorkflow */
        FailedWorkflow: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Version
             * @description The one that the run is pinned to.
             */
            version: number;
        };
        /**
         * FailingNode
         * @description The node fails with `error`: at every attempt, or at its first `times` ones, and then gives a sample.
         */
        FailingNode: {
            /** Error */
            error: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "fail";
            /** Times */
            times?: number | null;
        };
        /** Failure */
        Failure: {
            /** Message */
            message: string;
            /**
             * Name
             * @description Name of the error: of those that retries and reports tell failures apart by.
             */
            name: string;
            /** @description The step that failed, where that is known. */
            node: components["schemas"]["FailedStep"] | null;
        };
        /**
         * FieldProblem
         * @description One thing that is wrong, and where.
         */
        FieldProblem: {
            /** Code */
            code: string;
            /**
             * Field
             * @description Path of the field, e.g. `graph.nodes.0.config.url`.
             */
            field: string | null;
            /** Message */
            message: string;
            /**
             * Node Id
             * @default null
             */
            node_id: string | null;
        };
        /**
         * Graph
         * @description What people draw.
         */
        Graph: {
            /**
             * Annotations
             * @description Notes and groups: they mean nothing to a run.
             */
            annotations?: components["schemas"]["Annotation"][];
            /**
             * Edges
             * @default []
             */
            edges: components["schemas"]["Edge"][];
            /**
             * Nodes
             * @default []
             */
            nodes: components["schemas"]["Node"][];
        };
        /**
         * LastExecution
         * @description The execution of a workflow that started last.
         */
        LastExecution: {
            /** Id */
            id: string;
            /** Started At */
            started_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed" | "timed_out" | "cancelled";
        };
        /**
         * LimitProblem
         * @description A limit that would be passed, or of which half is used up.
         */
        LimitProblem: {
            /** Code */
            code: string;
            /** Edge Id */
            edge_id?: string | null;
            /** End */
            end?: number | null;
            /** Field */
            field?: string | null;
            /** Message */
            message: string;
            /** Node Id */
            node_id?: string | null;
            /** Position */
            position?: number | null;
            /**
             * Severity
             * @default error
             * @enum {string}
             */
            severity: "error" | "warning";
            /** Suggestion */
            suggestion?: string | null;
        };
        /**
         * LiveNode
         * @description The action is really called, under the id of a test execution.
         */
        LiveNode: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "live";
        };
        /**
         * LoopPlan
         * @description How a loop runs, and why so.
         */
        LoopPlan: {
            /** Concurrency */
            concurrency: number;
            /** Events */
            events: number;
            /** Items */
            items: number;
            /**
             * Items From
             * @enum {string}
             */
            items_from: "node" | "list" | "assumption";
            /**
             * Mode
             * @enum {string}
             */
            mode: "inline" | "distributed";
            /** Node */
            node: string;
            /** Reason */
            reason: string;
        };
        /**
         * MachineSize
         * @description The state machine itself.
         */
        MachineSize: {
            /** Bytes */
            bytes: number;
            /** Bytes Limit */
            bytes_limit: number;
            /** Deepest */
            deepest: string | null;
            /** Depth */
            depth: number;
            /** Longest Name */
            longest_name: string;
            /** Name Limit */
            name_limit: number;
            /** States */
            states: number;
        };
        /** ManualStart */
        ManualStart: {
            /**
             * Payload
             * @description Becomes `$trigger`.
             */
            payload?: unknown;
            /**
             * Trigger Node
             * @description Key; the first trigger without one.
             */
            trigger_node?: string | null;
            /**
             * Version
             * @description A published version; the live one without it.
             */
            version?: number | null;
        };
        /** NewWorkflow */
        NewWorkflow: {
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * @default {
             *       "annotations": [],
             *       "edges": [],
             *       "nodes": []
             *     }
             */
            graph: components["schemas"]["Graph"];
            /** Name */
            name: string;
            /**
             * @default {
             *       "durability": "standard",
             *       "error_workflow": null,
             *       "overlap": "allow",
             *       "timeout_seconds": 31536000,
             *       "timezone": "UTC"
             *     }
             */
            settings: components["schemas"]["WorkflowSettings"];
            /**
             * Tests
             * @default []
             */
            tests: components["schemas"]["SavedTest"][];
        };
        /**
         * Node
         * @description One step. `type` is `trigger`, `action` or the name of a logic node; `definition` is `<name>@<version>`.
         */
        Node: {
            /**
             * Config
             * @default {}
             */
            config: {
                [key: string]: unknown;
            };
            /** Definition */
            definition?: string | null;
            /** Id */
            id: string;
            /** Key */
            key: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: components["schemas"]["Position"];
            /**
             * Settings
             * @default {}
             */
            settings: {
                [key: string]: unknown;
            };
            /** Type */
            type: string;
        };
        /**
         * NodeRun
         * @description One attempt of one node in one iteration.
         */
        NodeRun: {
            /** Attempt */
            attempt: number;
            /** Ended At */
            ended_at: string | null;
            error: components["schemas"]["ErrorInfo"] | null;
            /**
             * Handle
             * @description The way it took, for nodes with several.
             */
            handle: string | null;
            /** Input */
            input: unknown;
            /**
             * Iteration
             * @description Path through enclosing loops, e.g. `3.0`; empty outside of loops.
             */
            iteration: string;
            /** Key */
            key: string;
            /** Output */
            output: unknown;
            /**
             * Position
             * @description Its place in the timeline, from 0; one less is the `cursor` in front of it.
             */
            position: number;
            /** Started At */
            started_at: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed" | "skipped" | "cancelled";
            /**
             * Values Omitted
             * @description Input and output were too much for this answer: ask for this node alone, `?key=`, in short pages.
             */
            values_omitted: boolean;
        };
        /**
         * NodeRunList
         * @description Node runs in the order of the run's timeline.
         */
        NodeRunList: {
            /** Items */
            items: components["schemas"]["NodeRun"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * NodeRunRequest
         * @description One node alone. `values` by name, as its expressions say it without `$`: `trigger`, keys of nodes before, `vars`.
         *
         *     In a loop `item` and `index` (0 without it) too, and by the key of a loop around that one `{"item", "index"}`.
         */
        NodeRunRequest: {
            /** @description A drawing that is not saved, instead of the draft. */
            graph?: components["schemas"]["Graph"] | null;
            /**
             * Mode
             * @default sample
             * @enum {string}
             */
            mode: "sample" | "live";
            /**
             * Secrets As Of
             * @description The revision whose secrets the masks in `graph` stand for; without it those of the draft. Whoever takes back that a secret was replaced says it.
             */
            secrets_as_of?: number | null;
            settings?: components["schemas"]["WorkflowSettings"] | null;
            /**
             * Values
             * @default {}
             */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * NotCompared
         * @description What tells nothing about a change.
         */
        NotCompared: {
            /**
             * Field
             * @description `config.<path>`; `output` where what the node gives is evaluated anew.
             */
            field: string;
            /** Node */
            node: string;
            /**
             * Reason
             * @description `volatile`: it reads a clock or random values.
             * @enum {string}
             */
            reason: "volatile" | "secret";
        };
        /**
         * ParentRun
         * @description The run that started this one, and its node that did.
         */
        ParentRun: {
            /** Execution Id */
            execution_id: string;
            /** Iteration */
            iteration: string;
            /**
             * Node Key
             * @description Empty: that run failed, and this one is its error workflow's.
             */
            node_key: string;
        };
        /**
         * PathChoice
         * @description A decision on a path. `loop`: the loops it is made in, outermost first; every item is taken to go that way.
         */
        PathChoice: {
            /** Failed */
            failed: boolean;
            /** Handle */
            handle: string;
            /** Loop */
            loop: string[];
            /** Node */
            node: string;
        };
        /**
         * PathCost
         * @description One way through the workflow without retries; money for `Cost.runs` runs that all take it.
         */
        PathCost: {
            /** Calls */
            calls: number;
            /** Choices */
            choices: components["schemas"]["PathChoice"][];
            /** Express */
            express: number | null;
            /** Gb Seconds */
            gb_seconds: number;
            /** Node */
            node: string | null;
            /** Node Cost */
            node_cost: number;
            /** Seconds */
            seconds: number;
            /** Standard */
            standard: number;
            /** Transitions */
            transitions: number;
        };
        /**
         * PayloadCheck
         * @description A payload, and the trigger by which it would come.
         */
        PayloadCheck: {
            /**
             * Config
             * @description The trigger node's configuration.
             */
            config: {
                [key: string]: unknown;
            };
            /**
             * Definition
             * @description `name@version` of the trigger.
             */
            definition: string;
            /**
             * Payload
             * @description What would be `$trigger`.
             */
            payload: unknown;
        };
        /** PayloadMisfit */
        PayloadMisfit: {
            /** Code */
            code: string;
            /**
             * Field
             * @description Where in the payload, such as `payload.body.customer.email`.
             */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * PayloadSize
         * @description Sizes in bytes of JSON, as far as the workflow and its schemas say.
         */
        PayloadSize: {
            /** Bounded */
            bounded: number | null;
            /** Bounded Node */
            bounded_node: string | null;
            /** Limit */
            limit: number;
            /** Literal */
            literal: number;
            /** Literal Node */
            literal_node: string | null;
            /** Unknown */
            unknown: string[];
        };
        /** PayloadVerdict */
        PayloadVerdict: {
            /**
             * Misfits
             * @description Nothing where it fits; at most 20 for one schema. Members that are left out are not judged.
             */
            misfits: components["schemas"]["PayloadMisfit"][];
        };
        /**
         * PinnedNode
         * @description The node gives `output`, as `$key` shows it to the nodes behind: after `select`.
         */
        PinnedNode: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "pin";
            /** Output */
            output: unknown;
        };
        /**
         * Place
         * @description Upper left corner on the canvas, in its units.
         */
        Place: {
            /**
             * X
             * @default 0
             */
            x: number;
            /**
             * Y
             * @default 0
             */
            y: number;
        };
        /**
         * Position
         * @description Where a node stands on the canvas, in its units.
         */
        Position: {
            /**
             * X
             * @default 0
             */
            x: number;
            /**
             * Y
             * @default 0
             */
            y: number;
        };
        /**
         * Preflight
         * @description What a workflow will take and cost, before it is published.
         */
        Preflight: {
            cost: components["schemas"]["RunCost"];
            definition: components["schemas"]["MachineSize"];
            duration: components["schemas"]["RunDuration"];
            events: components["schemas"]["RunBound"];
            /** Express */
            express: components["schemas"]["ExpressObstacle"][];
            /** Fits */
            fits: boolean;
            /** Loops */
            loops: components["schemas"]["LoopPlan"][];
            payload: components["schemas"]["PayloadSize"];
            prices: components["schemas"]["Prices"];
            /** Problems */
            problems: components["schemas"]["LimitProblem"][];
            /** Token Waits */
            token_waits: components["schemas"]["TokenWait"][];
            transitions: components["schemas"]["RunBound"];
        };
        /**
         * PreflightResult
         * @description What the drawing is and will take; `preflight` has problems of its own: limits that are passed, or half used.
         */
        PreflightResult: {
            /** @description Null if the drawing is not valid. */
            preflight: components["schemas"]["Preflight"] | null;
            /**
             * Problems
             * @description What is wrong or doubtful in the drawing.
             */
            problems: components["schemas"]["ValidationProblem"][];
            /** Valid */
            valid: boolean;
        };
        /** Presence */
        Presence: {
            /** Edited At */
            edited_at: string;
            /** Edited By */
            edited_by: string | null;
            /**
             * Editors
             * @description Other tabs, in the order of their ids; none while Redis is away.
             */
            editors: components["schemas"]["Editor"][];
            /**
             * Revision
             * @description The newest of the draft.
             */
            revision: number;
        };
        /**
         * PresenceReport
         * @description A tab that has the builder open, and what is selected in it.
         */
        PresenceReport: {
            /**
             * Revision
             * @description Of the draft, as the tab last loaded or saved it.
             * @default 0
             */
            revision: number;
            /**
             * Selection
             * @description Keys of the selected nodes.
             * @default []
             */
            selection: string[];
            /** Tab */
            tab: string;
        };
        /**
         * Prices
         * @description Published prices in `currency`, free tier not applied, and the assumptions that go with them.
         *
         *     `call_milliseconds` is how long an action's function is taken to run, by definition, with `default` for the others;
         *     `loop_items` how many items a loop has whose node does not say; `execution_data_kilobytes` what an Express run holds
         *     for each Parallel or Map state.
         */
        Prices: {
            /** Call Milliseconds */
            call_milliseconds: {
                [key: string]: number;
            };
            /** Currency */
            currency: string;
            /** Date */
            date: string;
            /** Execution Data Kilobytes */
            execution_data_kilobytes: number;
            /** Express Per Gb Second */
            express_per_gb_second: number;
            /** Express Per Million Requests */
            express_per_million_requests: number;
            /** Free Tier */
            free_tier: string;
            /** Lambda Arm64 Per Gb Second */
            lambda_arm64_per_gb_second: number;
            /** Lambda Per Million Requests */
            lambda_per_million_requests: number;
            /** Loop Items */
            loop_items: number;
            /** Region */
            region: string;
            /** Sources */
            sources: string[];
            /** Sqs Per Million Requests */
            sqs_per_million_requests: number;
            /** Standard Per 1000 Transitions */
            standard_per_1000_transitions: number;
        };
        /**
         * Problem
         * @description RFC 9457 problem details.
         */
        Problem: {
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default []
             */
            errors: components["schemas"]["FieldProblem"][];
            /** Status */
            status: number;
            /** Title */
            title: string;
            /**
             * Type
             * @default about:blank
             */
            type: string;
        };
        /** PublishRequest */
        PublishRequest: {
            /**
             * Label
             * @description What to call the version.
             */
            label?: string | null;
            /**
             * Note
             * @description What it changes, in a few sentences.
             */
            note?: string | null;
            /**
             * Override
             * @description Why to publish although saved tests fail; kept with the version and in the audit log.
             */
            override?: string | null;
            /**
             * Revision
             * @description The draft's revision that is meant.
             */
            revision: number;
        };
        /** PublishResult */
        PublishResult: {
            /**
             * Triggers
             * @description A trigger that could not be started, or taken away when its node is gone, says so in `status` and `error`.
             */
            triggers: components["schemas"]["Trigger"][];
            /** Version */
            version: number;
        };
        /**
         * RecordedNode
         * @description The node gives what it gave in `execution_id`; a sample where it did not run then.
         */
        RecordedNode: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "recorded";
        };
        /**
         * RunBound
         * @description The most of something that one run can take.
         *
         *     `usual`: on the longest way on which nothing fails or is tried again; `worst`: with every failure that is handled
         *     and every retry there is. `node` contributes most to `usual`.
         */
        RunBound: {
            /** Limit */
            limit?: number | null;
            /** Node */
            node: string | null;
            /** Usual */
            usual: number;
            /** Worst */
            worst: number;
        };
        /**
         * RunCost
         * @description What `runs` runs cost: Step Functions and the actions' functions, and the messages of Express ones, nothing else.
         *
         *     `average` takes every decision to go each way as often, splits by their weights, and nothing to fail.
         */
        RunCost: {
            /** Average */
            average: number;
            /** Cheapest */
            cheapest: number;
            /** Costliest */
            costliest: number;
            /**
             * Durability
             * @enum {string}
             */
            durability: "standard" | "express";
            /** Exact */
            exact: boolean;
            /** Paths */
            paths: components["schemas"]["PathCost"][];
            /** Paths Left Out */
            paths_left_out: number;
            /** Runs */
            runs: number;
            /** Worst */
            worst: number;
            /** Worst Node */
            worst_node: string | null;
        };
        /**
         * RunDuration
         * @description How long a run may last. `limit` is the workflow's own timeout, or what Step Functions allows.
         */
        RunDuration: {
            /** Limit */
            limit: number;
            /** Longest */
            longest: number | null;
            /** Node */
            node: string | null;
            /** Waiting */
            waiting: number;
            /** Waits */
            waits: string | null;
            /** Worst */
            worst: number | null;
        };
        /**
         * SampledNode
         * @description The node gives a sample of its output schema; that is what actions do when nothing is said.
         */
        SampledNode: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            mode: "sample";
        };
        /**
         * SavedTest
         * @description One test. `payload`: members of `$trigger`, those left out are samples; what is no object is taken as it is.
         */
        SavedTest: {
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * @default {
             *       "error": null,
             *       "output": null,
             *       "outputs": {},
             *       "ran": [],
             *       "sent": {},
             *       "skipped": [],
             *       "status": "succeeded"
             *     }
             */
            expected: components["schemas"]["Expected"];
            /** Name */
            name: string;
            /**
             * Nodes
             * @default {}
             */
            nodes: {
                [key: string]: components["schemas"]["PinnedNode"] | components["schemas"]["FailingNode"] | components["schemas"]["SampledNode"];
            };
            /** Payload */
            payload?: unknown;
            /**
             * Seed
             * @description Of jitter and random values.
             * @default 0
             */
            seed: number;
            /**
             * Start At
             * @description Virtual start, RFC 3339.
             */
            start_at?: string | null;
            /**
             * Trigger Node
             * @description Key; the first trigger without one.
             */
            trigger_node?: string | null;
        };
        /** SavedTestChange */
        SavedTestChange: {
            /**
             * Revision
             * @description The draft's new revision.
             */
            revision: number;
            test: components["schemas"]["SavedTest"];
        };
        /** SavedTestResult */
        SavedTestResult: {
            /** @description Of a test that failed: what it would have to expect for this run to pass; null where no test can. */
            accepted: components["schemas"]["Expected"] | null;
            /** Mismatches */
            mismatches: components["schemas"]["TestMismatch"][];
            /** Name */
            name: string;
            /** Passed */
            passed: boolean;
        };
        /** SavedTestResults */
        SavedTestResults: {
            /** Items */
            items: components["schemas"]["SavedTestResult"][];
            /** Passed */
            passed: boolean;
        };
        /** SavedTestSelection */
        SavedTestSelection: {
            /**
             * Names
             * @description All without them.
             */
            names?: string[] | null;
        };
        /** SavedTests */
        SavedTests: {
            /** Items */
            items: components["schemas"]["SavedTest"][];
            /**
             * Revision
             * @description The draft's revision.
             */
            revision: number;
        };
        /**
         * SentEvent
         * @description Something that happened.
         */
        SentEvent: {
            /** Event */
            event: string;
            /** Key */
            key: string;
            /** Payload */
            payload?: unknown;
        };
        /**
         * SkippedTick
         * @description A tick of a schedule that started nothing, because the run it had started before went on.
         */
        SkippedTick: {
            /**
             * Execution Id
             * @description The run that went on.
             */
            execution_id: string;
            /**
             * Scheduled Time
             * @description When the start was due, RFC 3339 in UTC.
             */
            scheduled_time: string;
        };
        /** Started */
        Started: {
            /**
             * Id
             * @description Id of the execution.
             */
            id: string;
        };
        /**
         * StatusCounts
         * @description How many executions are in each status.
         */
        StatusCounts: {
            /** Cancelled */
            cancelled: number;
            /** Failed */
            failed: number;
            /** Running */
            running: number;
            /** Succeeded */
            succeeded: number;
            /** Timed Out */
            timed_out: number;
        };
        /** TestMismatch */
        TestMismatch: {
            /**
             * Expected
             * @description Long values are cut.
             */
            expected: unknown;
            /**
             * Field
             * @description Path below `expected`.
             */
            field: string;
            /**
             * Got
             * @description Of `other_way` the handles it left by. Long values are cut; null for nothing.
             */
            got: unknown;
            /**
             * Kind
             * @enum {string}
             */
            kind: "differs" | "not_run" | "other_way" | "not_skipped" | "nothing_given" | "not_called";
            /**
             * Message
             * @description In the words of the document: keys of nodes, handles.
             */
            message: string;
            /** Node */
            node: string | null;
        };
        /**
         * TestRun
         * @description The whole run. Times are of the virtual clock.
         */
        TestRun: {
            /** Ended At */
            ended_at: string;
            error: components["schemas"]["TestRunError"] | null;
            /**
             * Nodes
             * @description At most 2,000: those outside of loops, then those that did not succeed, then the first others.
             */
            nodes: components["schemas"]["TestRunNode"][];
            /**
             * Nodes Total
             * @description How many there are.
             */
            nodes_total: number;
            /** Output */
            output: unknown;
            /**
             * Payload
             * @description What `$trigger` was.
             */
            payload: unknown;
            /**
             * Problems
             * @description Warnings: of the drawing, and `payload_misfit` where the trigger would not take the given payload.
             */
            problems: components["schemas"]["ValidationProblem"][];
            /** Started At */
            started_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "succeeded" | "failed" | "timed_out" | "cancelled" | "stopped" | "waiting";
            /** Stopped At */
            stopped_at: string | null;
            /** Trigger Node */
            trigger_node: string;
            /**
             * Waiting
             * @description Nodes that wait for an answer nobody gives: pin them.
             */
            waiting: string[];
        };
        /** TestRunError */
        TestRunError: {
            /** Message */
            message: string;
            /** Name */
            name: string;
        };
        /**
         * TestRunNode
         * @description One attempt of one node in one iteration.
         */
        TestRunNode: {
            /** Attempt */
            attempt: number;
            /** Ended At */
            ended_at: string | null;
            error: components["schemas"]["TestRunError"] | null;
            /** Handle */
            handle: string | null;
            /** Input */
            input: unknown;
            /** Iteration */
            iteration: string;
            /** Key */
            key: string;
            /** Output */
            output: unknown;
            /**
             * Source
             * @description Where its outcome came from; null for nodes that are evaluated for real.
             */
            source: ("pin" | "recorded" | "live" | "sample" | "fail" | "refused") | null;
            /** Started At */
            started_at: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed" | "skipped" | "cancelled";
            /**
             * Values Omitted
             * @description Input and output were too much for this answer: stop at this node.
             */
            values_omitted: boolean;
        };
        /**
         * TestRunRequest
         * @description One run on a virtual clock. Without `version` and `graph`, of the draft.
         */
        TestRunRequest: {
            /**
             * Default Mode
             * @default sample
             * @enum {string}
             */
            default_mode: "sample" | "recorded" | "live";
            /**
             * Execution Id
             * @description For `recorded`.
             */
            execution_id?: string | null;
            /** @description A drawing that is not saved. */
            graph?: components["schemas"]["Graph"] | null;
            /**
             * Last Payload
             * @description Take the last real input of that trigger as `payload`.
             * @default false
             */
            last_payload: boolean;
            /**
             * Nodes
             * @description By node key.
             * @default {}
             */
            nodes: {
                [key: string]: components["schemas"]["PinnedNode"] | components["schemas"]["FailingNode"] | components["schemas"]["SampledNode"] | components["schemas"]["RecordedNode"] | components["schemas"]["LiveNode"];
            };
            /**
             * Payload
             * @description Members of `$trigger`; those left out are samples.
             */
            payload?: unknown;
            /**
             * Secrets As Of
             * @description The revision whose secrets the masks in `graph` stand for; without it those of the draft. Whoever takes back that a secret was replaced says it.
             */
            secrets_as_of?: number | null;
            /**
             * Seed
             * @description Of jitter and random values.
             * @default 0
             */
            seed: number;
            settings?: components["schemas"]["WorkflowSettings"] | null;
            /**
             * Start At
             * @description Virtual start, RFC 3339; now without it.
             */
            start_at?: string | null;
            /**
             * Stop At
             * @description Leave the run off when this node has ended once.
             */
            stop_at?: string | null;
            /**
             * Trigger Node
             * @description Key; the first trigger without one.
             */
            trigger_node?: string | null;
            /**
             * Version
             * @description A published version instead of the draft.
             */
            version?: number | null;
        };
        /**
         * TokenWait
         * @description A node that waits until somebody answers; `timeout_seconds` None: as long as the run may last.
         */
        TokenWait: {
            /** Node */
            node: string;
            /** Timeout Seconds */
            timeout_seconds: number | null;
        };
        /**
         * Topic
         * @description A Kafka topic that somebody may mean.
         */
        Topic: {
            /** Name */
            name: string;
            /**
             * Workflows
             * @description How many workflows read or write it, as drafts or live.
             */
            workflows: number;
        };
        /** TopicList */
        TopicList: {
            /** Items */
            items: components["schemas"]["Topic"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /**
         * Trigger
         * @description What listens for one trigger node of a workflow.
         */
        Trigger: {
            /** Definition */
            definition: string;
            /**
             * Detail
             * @description What it listens to, in a few words.
             */
            detail: string;
            /**
             * Error
             * @description Why it failed and what to do.
             */
            error: string | null;
            /** Id */
            id: string;
            /** @description Of a schedule whose runs may not overlap: its last tick, within 90 days, that was skipped. */
            last_skipped?: components["schemas"]["SkippedTick"] | null;
            /** Node Key */
            node_key: string;
            /**
             * Status
             * @enum {string}
             */
            status: "active" | "disabled" | "failed";
            /**
             * Url
             * @description Address to call, for API triggers.
             */
            url: string | null;
            /** Workflow Id */
            workflow_id: string;
        };
        /** TriggerList */
        TriggerList: {
            /** Items */
            items: components["schemas"]["Trigger"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ValidationProblem
         * @description One thing that is wrong or doubtful in a drawing, and where.
         */
        ValidationProblem: {
            /** Code */
            code: string;
            /** Edge Id */
            edge_id?: string | null;
            /**
             * End
             * @description Where what follows it begins; `position` where something is missing.
             */
            end?: number | null;
            /** Field */
            field?: string | null;
            /** Message */
            message: string;
            /** Node Id */
            node_id?: string | null;
            /**
             * Position
             * @description Where it begins in the field's text, in characters from 0.
             */
            position?: number | null;
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning";
            /** Suggestion */
            suggestion?: string | null;
        };
        /**
         * ValidationRequest
         * @description What to check instead of the stored draft.
         */
        ValidationRequest: {
            graph?: components["schemas"]["Graph"] | null;
            /**
             * Secrets As Of
             * @description The revision whose secrets the masks in `graph` stand for; without it those of the draft. Whoever takes back that a secret was replaced says it.
             */
            secrets_as_of?: number | null;
            settings?: components["schemas"]["WorkflowSettings"] | null;
        };
        /** ValidationResult */
        ValidationResult: {
            /** Problems */
            problems: components["schemas"]["ValidationProblem"][];
            /**
             * Valid
             * @description No errors; there may be warnings.
             */
            valid: boolean;
        };
        /**
         * Version
         * @description A published version with its drawing and the state machine it was compiled to.
         */
        Version: {
            /** Definition */
            definition: {
                [key: string]: unknown;
            };
            graph: components["schemas"]["Graph"];
            /**
             * Label
             * @description What people call it; may be empty.
             */
            label: string;
            /** Live */
            live: boolean;
            /** Note */
            note: string;
            /** Published At */
            published_at: string;
            /** Published By */
            published_by: string;
            settings: components["schemas"]["WorkflowSettings"];
            /**
             * Test Override
             * @description Why it was published although saved tests failed.
             */
            test_override: string | null;
            /** Tests */
            tests: components["schemas"]["SavedTest"][];
            /** Version */
            version: number;
        };
        /**
         * VersionEdit
         * @description What people call a version; what is left out stays as it is.
         */
        VersionEdit: {
            /** Label */
            label?: string | null;
            /** Note */
            note?: string | null;
        };
        /** VersionList */
        VersionList: {
            /** Items */
            items: components["schemas"]["VersionSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** VersionSummary */
        VersionSummary: {
            /**
             * Label
             * @description What people call it; may be empty.
             */
            label: string;
            /** Live */
            live: boolean;
            /** Note */
            note: string;
            /** Published At */
            published_at: string;
            /** Published By */
            published_by: string;
            /**
             * Test Override
             * @description Why it was published although saved tests failed.
             */
            test_override: string | null;
            /** Version */
            version: number;
        };
        /**
         * Wait
         * @description A node that waits for an answer.
         */
        Wait: {
            /** Answered At */
            answered_at: string | null;
            /** Answered By */
            answered_by: string | null;
            /**
             * Callback Url
             * @description Answers it without signing in, while it is pending.
             */
            callback_url?: string | null;
            /** Created At */
            created_at: string;
            /** Event */
            event: string | null;
            /** Execution Id */
            execution_id: string;
            /** Expires At */
            expires_at: string;
            /** Id */
            id: string;
            /** Iteration */
            iteration: string;
            /** Key */
            key: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "event" | "approval";
            /**
             * Mail Error
             * @description Why the mail that asks for it did not reach everybody.
             */
            mail_error: string | null;
            /** Message */
            message: string | null;
            /** Node Key */
            node_key: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "answered" | "closed";
            /** Title */
            title: string | null;
        };
        /**
         * WaitAnswer
         * @description `decision` for an approval, `payload` for an event.
         */
        WaitAnswer: {
            /**
             * Comment
             * @default
             */
            comment: string;
            /** Decision */
            decision?: ("approved" | "rejected") | null;
            /** Payload */
            payload?: unknown;
        };
        /** WaitList */
        WaitList: {
            /** Items */
            items: components["schemas"]["Wait"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Workflow
         * @description A workflow with its draft.
         */
        Workflow: {
            /** Created At */
            created_at: string;
            /** Description */
            description: string;
            /**
             * Edited At
             * @description When the draft was saved last; publishing does not count.
             */
            edited_at: string;
            /**
             * Edited By
             * @description Who saved it; null where that was not kept yet.
             */
            edited_by: string | null;
            graph: components["schemas"]["Graph"];
            /** Id */
            id: string;
            last_execution: components["schemas"]["LastExecution"] | null;
            /**
             * Live Version
             * @description The version new executions run; null before the first publish.
             */
            live_version: number | null;
            /** Name */
            name: string;
            /**
             * Revision
             * @description Counts edits of the draft: send it back with the next edit.
             */
            revision: number;
            settings: components["schemas"]["WorkflowSettings"];
            /**
             * Status
             * @enum {string}
             */
            status: "draft" | "published" | "inactive" | "archived";
            /** Tests */
            tests: components["schemas"]["SavedTest"][];
            /** Updated At */
            updated_at: string;
        };
        /** WorkflowCopy */
        WorkflowCopy: {
            /** Name */
            name: string;
        };
        /**
         * WorkflowEdit
         * @description The whole draft. `revision` is the one the edit was made from; 0 makes the workflow, where there is none.
         */
        WorkflowEdit: {
            /**
             * Description
             * @default
             */
            description: string;
            graph: components["schemas"]["Graph"];
            /** Name */
            name: string;
            /** Revision */
            revision: number;
            /**
             * Secrets As Of
             * @description The revision whose secrets the masks in `graph` stand for; without it those of the draft. Whoever takes back that a secret was replaced says it.
             */
            secrets_as_of?: number | null;
            settings: components["schemas"]["WorkflowSettings"];
            /**
             * Tests
             * @description Without them they stay as they are.
             */
            tests?: components["schemas"]["SavedTest"][] | null;
        };
        /** WorkflowList */
        WorkflowList: {
            /** Items */
            items: components["schemas"]["WorkflowSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * WorkflowSettings
         * @description Settings of a whole workflow.
         */
        WorkflowSettings: {
            /**
             * Durability
             * @description `express`: for many short runs: at least once, for at most five minutes.
             * @default standard
             * @enum {string}
             */
            durability: "standard" | "express";
            /**
             * Error Workflow
             * @description Id of the workflow that is started when a run of this one fails or times out.
             */
            error_workflow?: string | null;
            /**
             * Overlap
             * @description `skip`: a schedule starts nothing while the run it started before goes on.
             * @default allow
             * @enum {string}
             */
            overlap: "allow" | "skip";
            /**
             * Timeout Seconds
             * @description Absent: the most there is, a year, and `express`: 300.
             * @default 31536000
             */
            timeout_seconds: number;
            /**
             * Timezone
             * @default UTC
             */
            timezone: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * WorkflowSummary
         * @description A workflow in a list.
         */
        WorkflowSummary: {
            /** Created At */
            created_at: string;
            /** Description */
            description: string;
            /** Id */
            id: string;
            last_execution: components["schemas"]["LastExecution"] | null;
            /**
             * Live Version
             * @description The version new executions run; null before the first publish.
             */
            live_version: number | null;
            /** Name */
            name: string;
            /**
             * Revision
             * @description Counts edits of the draft: send it back with the next edit.
             */
            revision: number;
            /**
             * Status
             * @enum {string}
             */
            status: "draft" | "published" | "inactive" | "archived";
            /** Updated At */
            updated_at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    send_event: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SentEvent"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventReceipt"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_executions: {
        parameters: {
            query?: {
                /** @description Only these, at most 50, with commas between them. */
                ids?: string | null;
                /** @description Of this workflow only. */
                workflow_id?: string | null;
                status?: ("running" | "succeeded" | "failed" | "timed_out" | "cancelled") | null;
                /** @description Of this version only. */
                version?: number | null;
                /** @description Started by this trigger node, by its key. */
                trigger?: string | null;
                /** @description Started then or later; RFC 3339. */
                started_from?: string | null;
                /** @description Started before then; RFC 3339. */
                started_before?: string | null;
                /** @description What an id, the name in it (behind the dot), or the name of an error begins with. */
                q?: string | null;
                /** @description Only those whose replay differs from their record. */
                diverged?: boolean;
                /** @description Only those that wait for an answer or an event now. */
                waiting?: boolean;
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    count_executions: {
        parameters: {
            query?: {
                /** @description Of this workflow only. */
                workflow_id?: string | null;
                /** @description Of this version only. */
                version?: number | null;
                /** @description Started by this trigger node, by its key. */
                trigger?: string | null;
                /** @description Started then or later; RFC 3339. */
                started_from?: string | null;
                /** @description Started before then; RFC 3339. */
                started_before?: string | null;
                /** @description What an id, the name in it (behind the dot), or the name of an error begins with. */
                q?: string | null;
                /** @description Only those whose replay differs from their record. */
                diverged?: boolean;
                /** @description Only those that wait for an answer or an event now. */
                waiting?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionCounts"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_execution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_execution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null;
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_node_runs: {
        parameters: {
            query?: {
                /** @description Of this node only. */
                key?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeRunList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redrive_execution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null;
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_definitions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_topics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_triggers: {
        parameters: {
            query?: {
                /** @description Of this workflow only. */
                workflow_id?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disable_trigger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trigger_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enable_trigger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trigger_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trigger"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_waits: {
        parameters: {
            query?: {
                status?: ("pending" | "answered" | "closed") | null;
                execution_id?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answer_wait: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                wait_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WaitAnswer"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null;
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_workflows: {
        parameters: {
            query?: {
                /** @description Only these, at most 50, with commas between them. */
                ids?: string | null;
                /** @description Part of the name or the description. */
                q?: string | null;
                status?: ("draft" | "published" | "inactive" | "archived") | null;
                /** @description `last_run`: when it was started last. */
                sort?: "updated" | "name" | "status" | "last_run";
                order?: "asc" | "desc";
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWorkflow"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowEdit"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archive_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null;
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_back_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackTestRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackTestReport"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    copy_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowCopy"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deactivate_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_execution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManualStart"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_node: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeRunRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestRun"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_payload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayloadCheck"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayloadVerdict"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preflight_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ValidationRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreflightResult"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresenceReport"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
                tab: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null;
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishResult"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestRunRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestRun"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedTests"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedTest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedTestChange"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_tests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedTestSelection"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedTestResults"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
                /** @description Percent-encoded. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedTest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedTestChange"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
                /** @description Percent-encoded. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null;
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validate_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ValidationRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationResult"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_versions: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionList"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    describe_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workflow_id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionEdit"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionSummary"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in another state than the request takes for granted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something in the request does not fit; `errors` names the fields. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
