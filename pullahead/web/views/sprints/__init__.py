"""Views of pods and of the buyer’s plan."""
