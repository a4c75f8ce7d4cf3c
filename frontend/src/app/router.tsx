import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { ExecutionStatus } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { CrashPage } from "./CrashPage";
import { NotFoundPage } from "./NotFoundPage";
import { Shell } from "./Shell";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/workflows" });
  },
});

const workflowsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/workflows",
  component: lazyRouteComponent(() => import("@/features/workflows/WorkflowsPage"), "WorkflowsPage"),
});

const builderRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/workflows/$workflowId",
  component: lazyRouteComponent(() => import("@/features/builder/BuilderPage"), "BuilderPage"),
});

interface ExecutionsSearch {
  workflow?: string;
  status?: ExecutionStatus;
}

const executionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/executions",
  validateSearch: (search: Record<string, unknown>): ExecutionsSearch => ({
    ...(typeof search.workflow === "string" ? { workflow: search.workflow } : {}),
    ...(typeof search.status === "string" && search.status in messages.executionStatus
      ? { status: search.status as ExecutionStatus }
      : {}),
  }),
  component: lazyRouteComponent(() => import("@/features/executions/ExecutionsPage"), "ExecutionsPage"),
});

const executionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/executions/$executionId",
  component: lazyRouteComponent(() => import("@/features/executions/ExecutionPage"), "ExecutionPage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    indexRoute,
    workflowsRoute,
    builderRoute,
    executionsRoute,
    executionRoute,
  ]),
  defaultPreload: "intent",
  defaultErrorComponent: CrashPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
