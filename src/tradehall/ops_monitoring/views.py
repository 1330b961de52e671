"""Pages of the operator: control, clearing runs and their proof, sign-in log."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tradehall.business import labels
from tradehall.business.customers import facade as customers
from tradehall.business.identity.facade import Role, SignInRecord, actor_of, require_roles
from tradehall.clearing import facade as clearing
from tradehall.contracts.enums import Phase
from tradehall.kernel.errors import UnavailableError
from tradehall.ops_monitoring import operations, queries
from tradehall.ops_monitoring.errors import PhaseRefusedError
from tradehall.ops_monitoring.forms import SignInFilter
from tradehall.ops_monitoring.models import DayAction

ACTIONS_SHOWN = 10
RUNS_SHOWN = 60
LOG_ROWS = 50
_CONTROL_PARTS = {"day": "ops_monitoring/control_day.html", "parts": "ops_monitoring/control_parts.html"}


@require_GET
@require_roles(Role.OPERATOR)
def control(request: HttpRequest) -> HttpResponse:
    """Session clock, the day's actions, the parts; all but the forms renews itself every two seconds."""
    template = _CONTROL_PARTS.get(request.GET.get("part", ""), "ops_monitoring/control.html")
    clock = queries.clock()
    state = clock.value
    return render(
        request,
        template,
        {
            "clock": clock,
            "clock_mode": labels.clock_mode(state.mode) if state else "",
            "phase": labels.phase(state.phase) if state else "",
            "next_phase": labels.phase(state.next_phase) if state else "",
            "stage": labels.day_stage(state.stage) if state else "",
            "shard": (shard := queries.shard()),
            "shard_stage": labels.day_stage(shard.value.stage) if shard.value else "",
            "services": queries.service_states(),
            "lag": queries.projection_lag(),
            "pending": customers.pending_instructions(),
            "actions": DayAction.objects.select_related("by")[:ACTIONS_SHOWN],
            "running": operations.running(),
            "phases": [(phase.value, labels.phase(phase)) for phase in queries.later_phases(state.phase)]
            if state
            else [],
            "may_act": actor_of(request).is_staff,
        },
    )


@transaction.non_atomic_requests
@require_POST
@require_roles(Role.OPERATOR)
def day_action(request: HttpRequest, kind: str) -> HttpResponse:
    """Advance the clock, close the day, or open the next one."""
    actor = actor_of(request)
    if kind == DayAction.Kind.ADVANCE:
        phases = {str(phase.value): phase for phase in queries.later_phases(Phase.CLOSED)}
        phase = phases.get(request.POST.get("phase", ""))
        if phase is None:
            raise PhaseRefusedError
        operations.advance(actor, phase)
    elif kind == DayAction.Kind.CLOSE:
        operations.close_day(actor)
    else:
        operations.open_day(actor)
    return redirect("control")


@transaction.non_atomic_requests
@require_POST
@require_roles(Role.OPERATOR)
def send_instructions(request: HttpRequest) -> HttpResponse:
    """Send the instructions that wait for the counter."""
    try:
        sent = customers.deliver_instructions()
        messages.success(request, _("%(count)s instructions were answered by the counter.") % {"count": sent})
    except UnavailableError:
        messages.error(request, _("The counter does not answer; the instructions stay and can be sent again."))
    return redirect("control")


@require_GET
@require_roles(Role.OPERATOR)
def clearing_runs(request: HttpRequest) -> HttpResponse:
    """The runs of the end of day, newest first."""
    return render(request, "ops_monitoring/runs.html", {"runs": clearing.runs(RUNS_SHOWN)})


@require_GET
@require_roles(Role.OPERATOR)
def clearing_run(request: HttpRequest, date: int) -> HttpResponse:
    """One run, step by step, with its proof and its house entries."""
    return render(request, "ops_monitoring/run.html", {"run": clearing.run_detail(date)})


@require_GET
@require_roles(Role.OPERATOR)
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Client log and operator log: who came in, who did not, and from where."""
    form = SignInFilter(request.GET)
    rows = queries.sign_ins_in_sight(actor_of(request))
    if form.is_valid():
        rows = form.narrow(rows)
    page = Paginator(rows, LOG_ROWS).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "ops_monitoring/sign_ins.html",
        {"form": form, "page": page, "outcomes": SignInRecord.Outcome, "query": query.urlencode()},
    )
