"""Tests that cross packages; a package's own tests are in the package."""
