"""Tables of lead pull. Database constraints keep a card's state consistent."""

from __future__ import annotations

from pullahead.pull.models.claims import Attempt as Attempt
from pullahead.pull.models.claims import AttemptSource as AttemptSource
from pullahead.pull.models.claims import ClaimRow as ClaimRow
from pullahead.pull.models.claims import ClosingRow as ClosingRow
from pullahead.pull.models.claims import Dispute as Dispute
from pullahead.pull.models.claims import HolderMessageRow as HolderMessageRow
from pullahead.pull.models.claims import ScriptAnswer as ScriptAnswer
from pullahead.pull.models.claims import SettleCorrection as SettleCorrection
from pullahead.pull.models.claims import SettleEffect as SettleEffect
from pullahead.pull.models.experiments import ExperimentBlockRow as ExperimentBlockRow
from pullahead.pull.models.experiments import ExperimentRow as ExperimentRow
from pullahead.pull.models.facts import CallbackRow as CallbackRow
from pullahead.pull.models.facts import IntervalRow as IntervalRow
from pullahead.pull.models.facts import SecondLook as SecondLook
from pullahead.pull.models.plans import BoostRow as BoostRow
from pullahead.pull.models.plans import CadenceRow as CadenceRow
from pullahead.pull.models.plans import DispositionKindChoices as DispositionKindChoices
from pullahead.pull.models.plans import DispositionRow as DispositionRow
from pullahead.pull.models.plans import NurturePlanRow as NurturePlanRow
from pullahead.pull.models.plans import Route as Route
from pullahead.pull.models.queue import ActiveRates as ActiveRates
from pullahead.pull.models.queue import CardRow as CardRow
from pullahead.pull.models.queue import ClassCountsRow as ClassCountsRow
from pullahead.pull.models.queue import LaneRow as LaneRow
from pullahead.pull.models.queue import LeadScore as LeadScore
from pullahead.pull.models.queue import ReceiptRow as ReceiptRow
from pullahead.pull.models.queue import WaitEstimate as WaitEstimate
from pullahead.pull.models.script_comparisons import ScriptComparisonRow as ScriptComparisonRow
from pullahead.pull.models.script_comparisons import ScriptDrawRow as ScriptDrawRow
from pullahead.pull.models.texts import CallScriptRow as CallScriptRow
from pullahead.pull.models.texts import MessageTemplate as MessageTemplate
