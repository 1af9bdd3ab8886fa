"""Stage of a lead in another system → outcome of a nurturing plan here. Pure.

A stage is the name of an outcome of this installation, or a word that CRM systems ship: HubSpot,
Pipedrive, Salesforce, Zoho, Odoo and others, in five languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pullahead.base.wording import worded
from pullahead.leads.parsing.crm_columns import status_kind
from pullahead.leads.parsing.fields import BadField, quoted
from pullahead.leads.parsing.heading_text import folded

STAGE: Final = "nurturing_stage"
"""Field of the stage. Not *stage*: a custom field of that name keeps its name."""

QUOTED: Final = "quote_sent"
THINKING: Final = "thinking"
LATER: Final = "later"
NOT_REACHED: Final = ""
"""Stage of a lead that no one has reached: its first attempts begin here."""

# Words without accents and signs, "/" between them
_WORDS: Final = {
    QUOTED: "quote sent/quoted/quote/price quote/quotation sent/quote given/quote provided/"
    "estimate sent/estimate given/offer sent/offer made/proposal/proposal sent/proposal made/"
    "proposal price quote/price quote sent/proposition/value proposition/contract sent/"
    "presentation scheduled/pricing sent/orcamento enviado/proposta/proposta enviada/"
    "cotacao enviada/presupuesto enviado/propuesta/propuesta enviada/propuesta economica/"
    "cotizacion enviada/angebot gesendet/angebot verschickt/angebot versendet/angebot erstellt/"
    "devis envoye/proposition envoyee/offre envoyee",
    THINKING: "thinking/thinking it over/thinking about it/considering/consideration/deciding/"
    "decision/decision pending/undecided/interested/warm/contacted/contact made/connected/"
    "reached/spoke/working contacted/working/in progress/open deal/in conversation/in discussion/"
    "negotiation/negotiations started/negotiation review/in negotiation/qualification/"
    "needs analysis/perception analysis/id decision makers/decision maker bought in/"
    "qualified to buy/demo scheduled/appointment scheduled/follow up/follow up needed/pensando/"
    "em negociacao/negociacao/em analise/contatado/em contato/en negociacion/negociacion/"
    "en proceso/contactado/lo esta pensando/interesado/interessado/interessiert/"
    "in verhandlung/verhandlung/kontaktiert/uberlegt/uberlegt noch/en negociation/negociation/"
    "contacte/en reflexion/reflexion/interesse",
    LATER: "later/call later/contact later/contact in future/in future/future/not now/"
    "not ready/not yet/bad timing/on hold/postponed/deferred/nurture/nurturing/long term/"
    "mais tarde/depois/adiado/em espera/mas tarde/mas adelante/aplazado/en espera/spater/"
    "verschoben/zuruckgestellt/plus tard/reporte/en attente",
    NOT_REACHED: "new/new lead/open/open not contacted/not contacted/uncontacted/untouched/fresh/"
    "lead/subscriber/marketing qualified lead/attempted to contact/attempting/no answer/"
    "not reached/unreached/to call/novo/nova/nao contatado/aberto/nuevo/sin contactar/"
    "no contactado/abierto/neu/offen/nicht kontaktiert/nicht erreicht/nouveau/non contacte/"
    "ouvert",
}
_CODE_OF: Final = {word: code for code, words in _WORDS.items() for word in words.split("/")}


def read_stage(text: str, outcomes: Mapping[str, str]) -> str | BadField:
    """Return the code of the outcome that a stage names; NOT_REACHED begins with first attempts.

    `outcomes` has label → code of the nurturing outcomes in use. A won or lost stage is no stage of
    a plan: `stage_verdict` reads it.
    """
    words = folded(text)
    code = _own(outcomes).get(words) or (_CODE_OF.get(words) if words else NOT_REACHED)
    if code == NOT_REACHED or code in outcomes.values():
        return code or NOT_REACHED
    known = ", ".join(quoted(label) for label in outcomes)
    advice = worded("write {known}, or the name of a stage in a CRM", known=known)
    said = worded(
        "{text} is not a known stage; the lead was imported as a new one, and the stage was saved "
        "as a custom field; {advice}",
        text=quoted(text),
        advice=advice if known else worded("no nurturing outcome is enabled"),
    )
    return BadField(STAGE, "unknown_stage", said)


def stage_verdict(text: str, outcomes: Mapping[str, str]) -> str:
    """Return *won* or *lost* for the stage of a lead that another system closed, else ""."""
    kind = status_kind(text)
    return "" if kind == "open" or folded(text) in _own(outcomes) else kind


def _own(outcomes: Mapping[str, str]) -> dict[str, str]:
    """Return folded label or code → code of the installation's outcomes."""
    codes = {folded(code): code for code in outcomes.values()}
    return codes | {folded(label): code for label, code in outcomes.items()}
