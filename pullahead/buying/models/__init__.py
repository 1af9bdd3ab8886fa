"""Tables of buying groups, plans and value networks."""

from pullahead.buying.models.group import BuyingMember as BuyingMember
from pullahead.buying.models.group import DealFrame as DealFrame
from pullahead.buying.models.group import Influence as Influence
from pullahead.buying.models.group import MemberRole as MemberRole
from pullahead.buying.models.plan import BuyingJobMark as BuyingJobMark
from pullahead.buying.models.plan import DealScenario as DealScenario
from pullahead.buying.models.plan import LearningCycle as LearningCycle
from pullahead.buying.models.plan import MomentOfTruth as MomentOfTruth
from pullahead.buying.models.plan import ScenarioSign as ScenarioSign
from pullahead.buying.models.value import Deliverable as Deliverable
from pullahead.buying.models.value import ValueRole as ValueRole
