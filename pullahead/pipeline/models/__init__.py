"""Tables of deal flow. Constraints and triggers keep every state of a deal consistent."""

from __future__ import annotations

from pullahead.pipeline.models.deals import Deal as Deal
from pullahead.pipeline.models.deals import DealBlock as DealBlock
from pullahead.pipeline.models.deals import DealFact as DealFact
from pullahead.pipeline.models.deals import DealSignal as DealSignal
from pullahead.pipeline.models.deals import LimitOverride as LimitOverride
from pullahead.pipeline.models.deals import Transition as Transition
from pullahead.pipeline.models.deals import WalkAnswer as WalkAnswer
from pullahead.pipeline.models.fields import DealField as DealField
from pullahead.pipeline.models.fields import DealFieldValue as DealFieldValue
from pullahead.pipeline.models.findings import DealContact as DealContact
from pullahead.pipeline.models.findings import DealFinding as DealFinding
from pullahead.pipeline.models.flow import FlowBaseline as FlowBaseline
from pullahead.pipeline.models.flow import FlowDay as FlowDay
from pullahead.pipeline.models.imports import DealImport as DealImport
from pullahead.pipeline.models.notices import DealNoticeRead as DealNoticeRead
from pullahead.pipeline.models.workflow import DealReason as DealReason
from pullahead.pipeline.models.workflow import ExitItem as ExitItem
from pullahead.pipeline.models.workflow import FlowLimit as FlowLimit
from pullahead.pipeline.models.workflow import Stage as Stage
from pullahead.pipeline.models.workflow import Workflow as Workflow
from pullahead.pipeline.models.workflow import WorkflowTeam as WorkflowTeam
from pullahead.pipeline.models.workflow import WorkflowVersion as WorkflowVersion
