"""One file per legal duty of whoever is responsible, by its usual name; the files here are the registry.

`when` names label prefixes that bring the duty up, `also` prefixes of which one must be there too; `who`, `clock` and
`starts` are shown, with `source`, which was looked at on the day `checked`. `least_level` and `least_people` are from
when on it holds; `hours`, `days`, or `business_days` of a `country` are its length. leftopen neither runs the clock nor
says that a regime applies: that is for the responsible party to check.
"""
