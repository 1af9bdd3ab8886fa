"""Translation catalogs: extract, check, merge and compile messages (docs/howto/translate.md).

Everything works without GNU gettext. Django and Babel are imported where they are used, so that
a start with current catalogs loads neither extractor nor compiler.
"""
