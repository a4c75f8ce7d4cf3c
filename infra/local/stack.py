"""The composition root: what the local stack consists of, and the order in which it starts and stops."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Final

from statewright.core import catalog as catalogs
from statewright.core.catalog import DeployedFunction
from statewright.core.names import EXECUTION_EVENTS, FAILED_EXECUTIONS, SYNC_ROUTES, function_name

from infra.local.asgi_server import AsgiServer
from infra.local.aws_clients_only import AwsClientsOnly
from infra.local.config import StackConfig
from infra.local.console.pages import LocalPages
from infra.local.console.status import StackStatus
from infra.local.endpoints import Endpoints
from infra.local.environment import function_environment
from infra.local.errors import StackError
from infra.local.event_sources import EventSources, EventSourcesApi
from infra.local.examples import SHOWN_FIRST, Seeds, load_examples, prepare_topics
from infra.local.files import password
from infra.local.frontend_build import FrontendBuild
from infra.local.functions_host.aliases import Aliases
from infra.local.functions_host.fork_server import ForkServerError
from infra.local.functions_host.host import FunctionHost
from infra.local.functions_host.http_api import LambdaApi
from infra.local.gateway.app import Gateway
from infra.local.gateway.frontend import Frontend
from infra.local.gateway.routing import ServiceRoutes
from infra.local.gateway.tokens import Tokens, load_key
from infra.local.lock import StateLock
from infra.local.ports import LOOPBACK, claim, listen, port_of
from infra.local.queues import Queue, queue_url
from infra.local.scheduler import Scheduler, SchedulerApi, StartExecution
from infra.local.servers.group import Servers
from infra.local.servers.process import ServerProcess
from infra.local.status_events import EventRules, StatusEvents
from infra.local.stepfunctions.api import StepFunctionsApi
from infra.local.stepfunctions.service import StepFunctions
from infra.local.system_jobs import schedule_system_jobs
from infra.local.together import together
from infra.local.warm_up import warm_up

MIGRATE: Final = function_name("system", "migrate_database")
RECORD: Final = function_name("system", "record_executions")
START_ERROR_WORKFLOW: Final = function_name("system", "start_error_workflow")
TRIGGER_API: Final = function_name("trigger", "api")

BACKGROUND_NICE: Final = 10

Progress = Callable[[str], None]


class Stack:
    """`start`, then use `endpoints`; `stop` also after a failed start. One stack per process and event loop."""

    def __init__(self, config: StackConfig, progress: Progress = lambda _: None) -> None:
        self.config = config
        self.catalog = catalogs.load()
        self.servers = Servers(config.state_dir, config.log_dir)
        self.endpoints: Endpoints
        self.host: FunctionHost
        self.tokens: Tokens
        self._progress = progress
        self._frontend = FrontendBuild(config.root)
        self._parts = AsyncExitStack()
        self.example_curl: str | None = None

    async def start(self) -> None:
        """Start everything. Raises `StackError`; what had started is then stopped by `stop`."""
        config = self.config
        self._parts.enter_context(StateLock(config.state_dir))
        config.endpoints_file.unlink(missing_ok=True)
        # The port first: when it is taken, nothing else has started.
        gateway_socket = claim(config.port)
        self._parts.callback(gateway_socket.close)
        gateway = f"{LOOPBACK}:{port_of(gateway_socket)}"

        self.host = FunctionHost(
            self.catalog.functions,
            function_environment(
                lambda: self.endpoints,
                (gateway, *config.allow_destinations),
                password(config.state_dir, "callbacks"),
            ),
            config.root,
            config.log_dir / "functions",
            nice=_nice,
        )
        self._parts.push_async_callback(self.servers.stop)
        self._parts.push_async_callback(self.host.stop)
        await together(
            self._start_servers(), self._start_functions(), self._build_frontend(), self._load_tokens(gateway)
        )
        states_socket, lambda_socket, scheduler_socket = listen(), listen(), listen()
        self.endpoints = Endpoints(
            builder=f"http://{gateway}/",
            api=f"http://{gateway}/api",
            triggers=f"http://{gateway}/hooks",
            callbacks=f"http://{gateway}/callbacks",
            stepfunctions=f"http://{LOOPBACK}:{port_of(states_socket)}",
            lambda_=f"http://{LOOPBACK}:{port_of(lambda_socket)}",
            scheduler=f"http://{LOOPBACK}:{port_of(scheduler_socket)}",
            aws=self.servers.aws.url,
            postgres=self.servers.postgres.url,
            redis=self.servers.valkey.url,
            kafka=self.servers.kafka.brokers,
            smtp=self.servers.mail.url,
            mail=f"http://{gateway}/_local/mail",
        )
        self._progress("Preparing the database")
        await self._run_job(MIGRATE)

        recorder = StatusEvents(self.host.invoke, RECORD)
        queue = Queue(self.endpoints.postgres, EXECUTION_EVENTS, recorder.deliver_bodies)
        failing = StatusEvents(self.host.invoke, START_ERROR_WORKFLOW)
        failures = Queue(self.endpoints.postgres, FAILED_EXECUTIONS, failing.deliver_bodies)
        states = StepFunctions(
            self.endpoints.postgres,
            self.host.invoke,
            EventRules(recorder.deliver, failures.send).deliver,
            aws_endpoint=self.endpoints.aws,
            queues={queue_url(queue.name): queue.send},
        )
        scheduler = Scheduler(self.endpoints.postgres, self.host.invoke, _starter(states))
        sources = EventSources(self.endpoints.postgres, self.endpoints.kafka, self.host.invoke)
        aliases = Aliases(self.endpoints.postgres)
        self.host.aliases = aliases.knows
        functions = LambdaApi(self.host, aliases, EventSourcesApi(sources).app)
        await self._serve(AwsClientsOnly(StepFunctionsApi(states).app), states_socket)
        await self._serve(AwsClientsOnly(functions.app), lambda_socket)
        await self._serve(AwsClientsOnly(SchedulerApi(scheduler).app), scheduler_socket)
        # Stopped from the last to the first: nothing starts what Step Functions would not take any more.
        for part in (recorder, failing, queue, failures, states, functions, scheduler, sources):
            self._parts.push_async_callback(part.stop)
        await aliases.load()
        await queue.start()
        await failures.start()
        await states.start()
        await together(self._start_scheduler(scheduler), sources.start(), self._run_job(SYNC_ROUTES))
        await self._serve(self._gateway(gateway), gateway_socket)
        await self._prepare_examples()
        warming = asyncio.create_task(warm_up(self.host, RECORD, TRIGGER_API))
        self._parts.callback(warming.cancel)
        self.endpoints.write(config.endpoints_file)
        self._parts.callback(config.endpoints_file.unlink, missing_ok=True)

    async def stop(self) -> None:
        """Stop what has started, in the opposite order."""
        await self._parts.aclose()

    async def first_to_end(self) -> ServerProcess:
        """Wait until a server the stack cannot do without ends by itself."""
        return await self.servers.first_to_end()

    async def _start_servers(self) -> None:
        await self.servers.start()
        self._progress("Servers are up: PostgreSQL, Valkey, Kafka broker, mail")

    async def _start_functions(self) -> None:
        try:
            await self.host.start()
        except ForkServerError as error:
            raise StackError(f"{error}. Its log: {self.config.log_dir / 'functions'}") from error
        self._progress(f"Functions are ready: {len(self.catalog.functions)}")

    async def _build_frontend(self) -> None:
        if not self.config.build_frontend or await asyncio.to_thread(self._frontend.is_current):
            return
        self._progress("Building the front end")
        await self._frontend.run()
        self._progress("Front end is built")

    async def _load_tokens(self, gateway: str) -> None:
        key = await asyncio.to_thread(load_key, self.config.state_dir / "signing-key.pem")
        self.tokens = Tokens(key, f"http://{gateway}/_local")

    async def _start_scheduler(self, scheduler: Scheduler) -> None:
        await scheduler.start()
        await schedule_system_jobs(scheduler, self.catalog)

    async def _prepare_examples(self) -> None:
        if not self.config.seed_examples:
            return
        base = self.endpoints.builder.rstrip("/")
        examples = load_examples(self.config.root, base)
        await prepare_topics(examples, self.endpoints.kafka)
        seeds = Seeds(examples, self.config.state_dir / "examples.json", base)
        if not seeds.settled:
            self._progress("Publishing the examples")
            from infra.local.rest_client import RestClient  # noqa: PLC0415 - slow to import, needed once per state folder

            async with RestClient(base) as client:
                await seeds.plant(client)
        shown = (example for example in examples if example.name == SHOWN_FIRST)
        self.example_curl = next((example.curl(self.endpoints.triggers) for example in shown), None)

    async def _run_job(self, function: str) -> None:
        """Invoke a system function, once, and insist on success."""
        done = await self.host.invoke(function, b"{}")
        self.host.release(function)  # 20 MB that would wait ten minutes for another invocation
        if done.function_error is not None:
            reason = json.loads(done.payload).get("errorMessage", "unknown")
            log = self.config.log_dir / "functions" / f"{function}.log"
            raise StackError(f"{function} failed: {reason}\nIts log: {log}")

    async def _serve(self, application: object, bound: socket.socket) -> None:
        server = AsgiServer(application, bound)
        self._parts.push_async_callback(server.stop)
        await server.start()

    def _gateway(self, gateway: str) -> Gateway:
        status = StackStatus(self.servers, self.host, self.endpoints)
        pages = LocalPages(
            tokens=self.tokens,
            mailbox=self.servers.mail.mailbox,
            brokers=self.servers.kafka.brokers,
            status=status.read,
            function_log=status.function_log,
            allowed_hosts=self.config.allowed_hosts,
        )
        port = gateway.rpartition(":")[2]
        return Gateway(
            invoke=self.host.invoke,
            tokens=self.tokens,
            frontend=Frontend(self._frontend.folder),
            local_pages=pages,
            services=ServiceRoutes.of(
                {route: service.function for service in self.catalog.services for route in service.routes}
            ),
            public={route: service.function for service in self.catalog.services for route in service.public_routes},
            trigger_function=TRIGGER_API,
            hosts=frozenset({gateway, f"localhost:{port}", *self.config.allowed_hosts}),
        )


def _nice(function: DeployedFunction) -> int:
    """Somebody waits for a trigger's or a service's answer; runs and their records go on in the background.

    AWS has a core for each of them. Here a busy machine would answer triggers only after the runs they started earlier.
    """
    return 0 if function.kind in ("trigger", "service") else BACKGROUND_NICE


def _starter(states: StepFunctions) -> StartExecution:
    """What a schedule that targets a state machine does."""

    async def start(arn: str, data: str) -> None:
        await states.start_execution(arn, str(uuid.uuid4()), data.encode())

    return start
