import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { parseFilters } from "@/features/executions/list/filters";
import { parseListing } from "@/features/workflows/list/listing";
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
  validateSearch: parseListing,
  component: lazyRouteComponent(() => import("@/features/workflows/WorkflowsPage"), "WorkflowsPage"),
});

const templatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/templates",
  component: lazyRouteComponent(
    () => import("@/features/workflows/templates/TemplatesPage"),
    "TemplatesPage",
  ),
});

const builderRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/workflows/$workflowId",
  // `run`: the execution whose data the tests of this workflow take. `new`: nobody may have saved it yet.
  validateSearch: (search: Record<string, unknown>): { run?: string; new?: true } => ({
    ...(typeof search.run === "string" ? { run: search.run } : {}),
    ...(search.new === true ? { new: true } : {}),
  }),
  component: lazyRouteComponent(() => import("@/features/builder/BuilderPage"), "BuilderPage"),
});

const executionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/executions",
  validateSearch: parseFilters,
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
    templatesRoute,
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
