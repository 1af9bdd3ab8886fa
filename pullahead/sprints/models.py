"""Tables of the buyer's plan, the Delivery and concessions."""

from __future__ import annotations

from pullahead.sprints.delivery_models import Concession as Concession
from pullahead.sprints.delivery_models import Fit as Fit
from pullahead.sprints.delivery_models import Offer as Offer
from pullahead.sprints.item_models import Capacity as Capacity
from pullahead.sprints.item_models import Item as Item
from pullahead.sprints.item_models import Reallocation as Reallocation
from pullahead.sprints.item_models import Sprint as Sprint
from pullahead.sprints.plan_models import BuyerChange as BuyerChange
from pullahead.sprints.plan_models import BuyerStep as BuyerStep
from pullahead.sprints.plan_models import Objective as Objective
