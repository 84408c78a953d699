"""What the fields of the same records say of each other: whose they are, and what they hold then.

A field is weighed by itself first (`weigh`). `decide` goes through the fields of a record and asks the rooms here in
turn: what stands `around` a field, whether records are about `somebody` or what else they are about (`subject`,
`listed`, `creatures`), whose a field is (`owners`), and what values tell beside somebody (`worded`, `unnamed`, …).
"""
