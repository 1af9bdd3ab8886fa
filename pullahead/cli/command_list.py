"""Names of Pullahead's commands with a line of help each, readable without Django.

Each name is a module in `management/commands/`.
"""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "start": "Migrate, make the demo floor in a fresh default database, and serve.",
    "serve": "Serve the pages and the API until TERM or Ctrl+C.",
    "migrate": "Create or update the database's tables. Safe to run again.",
    "check": "Check settings, tables and leads. Exits with 1 if there is a problem.",
    "demo": "Make the demo floor in an empty database.",
    "learn": "Learn lead scores now. The worker does this by itself.",
    "colleagues": "Run the simulated agents of a demo floor. `serve` runs this by itself.",
    "work": "Run due jobs, such as imports. `serve` runs this by itself.",
    "import": "Import leads from a CSV file.",
    "audit": "Count the dead leads in another system's CSV export.",
    "outcomes": "Record sale outcomes (won, lost) from a CSV file.",
    "deals": "Import deals of a team from a CSV file (Pipedrive, HubSpot, Salesforce, any).",
    "flow": "Print cycle times, WIP and throughput of a CSV file of transitions.",
    "lab": "Compare pull with push on simulated floors, with the real engine.",
    "dnc": "Do-not-call lists: import.",
    "user": "People who sign in: add, import, disable, enable.",
    "key": "API keys: add, list, revoke.",
    "webhooks": "Webhook endpoints: add, list, enable, disable, replace the secret.",
    "clock": "Show the time. Set, advance or reset it outside production.",
}
