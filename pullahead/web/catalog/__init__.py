"""Translation catalogs: extract, check, merge and compile messages (docs/howto/translate.md).

All of it works without GNU gettext. Django and Babel are imported only where they are used. A start
with current catalogs therefore loads neither extractor nor compiler.
"""
