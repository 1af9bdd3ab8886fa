"""Forms of the pages, grouped as the views: fields, labels, hints and errors."""
