"""What Pullahead costs, measured as a ratio against something bare in the same run."""
