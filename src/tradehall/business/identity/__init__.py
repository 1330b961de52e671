"""Identity: who is signed in, as what, and the record of every sign-in.

Purpose: users with a role, password and second factor, lock-out, sign-in log, the `Actor` of a request.
Data owned: user, sign-in record.
May import: kernel, Django, allauth, axes.
Must never: know a client's money or a broker's clients; import another business room.
"""
