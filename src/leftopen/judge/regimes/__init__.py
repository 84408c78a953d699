"""One file per legal duty of whoever is responsible, by its usual name; the files here are the registry.

`when` names label prefixes that bring the duty up, `also` prefixes of which one must be there too; `who`, `clock` and
`starts` are shown, with `source`. leftopen neither runs the clock nor says that a regime applies: that is for the
responsible party to check.
"""
