"""Read the columns and fields of a lead: headings, phones, countries, times, ids, flags. Pure."""
