"""Acts of pods, the buyer's plan, the Delivery and concessions."""
